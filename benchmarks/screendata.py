"""What the benchmark of the screen opens: as many open twists as tickets, and Discuss.

All is read by one agent, who has no other rights than she needs for it, in one of two
companies; what belongs to the other company is there, but hidden from her.
"""

import twistgen

from odoo.tools import SQL

LOGIN = "bench_agent"
GROUPS = (
    "social_inbox.group_social_inbox_agent",
    "helpdesk_mgmt.group_helpdesk_user",
)
NOTIFIED = 400
# of the twists made, those that are not spam and of the agent's company
SHARE_SEEN = 0.8

TICKETS = """
    INSERT INTO helpdesk_ticket (number, name, description, stage_id, team_id,
        company_id, user_id, partner_id, commercial_partner_id, partner_name,
        partner_email, priority, kanban_state, sequence, color, active, unattended,
        create_date, write_date, last_stage_update, create_uid, write_uid)
    SELECT 'BT' || lpad(n::text, 6, '0'), 'Request ' || n,
           '<p>' || pg_temp.sentence(n, 1) || ' ' || pg_temp.sentence(n, 2) || '</p>',
           (%(stages)s)[1 + n %% array_length(%(stages)s, 1)],
           (%(teams)s)[1 + n / 7 %% array_length(%(teams)s, 1)],
           %(company)s, CASE WHEN n %% 3 = 0 THEN %(user)s END, person.id, person.id,
           'Person ' || n, 'person' || n || '@example.com', (n %% 4)::text, 'normal',
           10, 0, TRUE, FALSE, date, date, date, %(user)s, %(user)s
      FROM generate_series(1, %(count)s) AS n
CROSS JOIN LATERAL (SELECT now()::timestamp(0) - interval '9 minutes' * n) AS at (date)
 LEFT JOIN bench_person AS person
        ON person.number = n %% (SELECT count(*) FROM bench_person)
 RETURNING id
"""
# as the tickets are
ASSIGN = "UPDATE social_twist SET user_id = CASE WHEN id %% 3 = 0 THEN %s END"
NOTIFICATIONS = """
    WITH message AS (
        INSERT INTO mail_message (model, res_id, message_type, subtype_id, author_id,
            date, create_date, body, message_id)
        SELECT 'helpdesk.ticket', ticket.id, 'comment', %(subtype)s, ticket.partner_id,
               create_date, create_date,
               '<p>' || pg_temp.sentence(ticket.id, 3) || '</p>',
               '<bench.' || ticket.id || '@example.com>'
          FROM helpdesk_ticket AS ticket
         WHERE number LIKE 'BT%%' ORDER BY number LIMIT %(count)s
        RETURNING id, author_id
    )
    INSERT INTO mail_notification (mail_message_id, author_id, res_partner_id,
        notification_type, notification_status, is_read)
    SELECT id, author_id, %(partner)s, 'inbox', 'sent', FALSE FROM message
"""


def fill(env, wanted):
    """Fill the database; what there is of each kind, by what it is called.

    :param wanted: so many open twists at least, five messages each, and as many tickets
    """
    companies = env.company | env["res.company"].create({"name": "Elsewhere"})
    user = create_agent(env, companies[0])
    made = int(wanted / SHARE_SEEN)
    twistgen.fill(env, made, max(600, made // 7), companies, twistgen.ALL_OPEN)
    facts = {
        "count": wanted,
        "stages": env["helpdesk.ticket.stage"].search([]).ids,
        "teams": env["helpdesk.ticket.team"].search([]).ids,
        "company": companies[0].id,
        "user": user.id,
    }
    env.cr.execute(SQL(TICKETS, **facts))
    env.cr.execute(SQL(ASSIGN, user.id))
    facts = {
        "count": NOTIFIED,
        "partner": user.partner_id.id,
        "subtype": env.ref("mail.mt_comment").id,
    }
    env.cr.execute(SQL(NOTIFICATIONS, **facts))
    env.cr.commit()
    return counted(env(user=user))


def create_agent(env, company):
    return env["res.users"].create(
        {
            "name": "Agent",
            "login": LOGIN,
            "password": LOGIN,
            "email": f"{LOGIN}@example.com",
            "company_id": company.id,
            "company_ids": company.ids,
            "notification_type": "inbox",
            "group_ids": [env.ref(group).id for group in GROUPS],
        }
    )


def counted(env):
    """What the agent sees of it."""
    twists = env["social.twist"]
    phases = twists._read_group([("is_open", "=", True)], ["phase"], ["__count"])
    return {
        "open twists": sum(number for _phase, number in phases),
        "phases": len(phases),
        "messages": env["social.message"].search_count([]),
        "tickets": env["helpdesk.ticket"].search_count([]),
        "in Discuss's inbox": env["mail.message"].search_count(
            [("needaction", "=", True)]
        ),
    }
