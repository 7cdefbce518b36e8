"""Statements of the distribution: many twists and agents at once."""

# no key is changed: whatever refers to the agent meanwhile need not wait. What they
# hold is counted at once: asked agent by agent, 200 agents take seconds
AGENTS = """
    SELECT users.id, COALESCE(NULLIF(social_twist_limit, 0), %(limit)s),
           social_assigned_date, COALESCE(held.count, 0)
      FROM res_users AS users
 LEFT JOIN (SELECT user_id, count(*) FROM social_twist
             WHERE user_id = ANY(%(users)s) AND is_open IS TRUE
          GROUP BY user_id) AS held ON held.user_id = users.id
     WHERE users.id = ANY(%(users)s)
  ORDER BY users.id
"""
LOCK = "FOR NO KEY UPDATE OF users"
# a person, or a profile that nobody is linked to
PERSON = "COALESCE('person ' || partner_id, 'profile ' || profile_id)"
IS_WAITING = """
    twist.campaign_id = %(campaign)s AND twist.is_open IS TRUE
    AND twist.user_id IS NULL
    AND (twist.snoozed_until IS NULL OR twist.snoozed_until <= %(now)s)
"""
URGENCY = "due_date, priority DESC, waiting_since, id"
WAITING = f"""
    SELECT id, {PERSON}, due_date, priority = '1', waiting_since
      FROM social_twist AS twist WHERE {IS_WAITING} ORDER BY {URGENCY} LIMIT %(most)s
"""
NEEDS = """
    SELECT twist.id, twist.platform, message.language,
           ARRAY(SELECT social_tag_id FROM social_tag_social_twist_rel
                  WHERE social_twist_id = twist.id)
      FROM social_twist AS twist
 LEFT JOIN LATERAL (
           SELECT language FROM social_message
            WHERE twist_id = twist.id AND direction = 'inbound'
         ORDER BY date DESC, id DESC LIMIT 1) AS message ON TRUE
     WHERE twist.id = ANY(%(twists)s)
"""
HOLDERS = f"""
    SELECT DISTINCT ON (person) person, user_id
      FROM (SELECT {PERSON} AS person, user_id, is_open, last_message_date, id
              FROM social_twist
             WHERE user_id = ANY(%(users)s) AND profile_id IN (
                   SELECT profile_id FROM social_twist WHERE id = ANY(%(twists)s))
             UNION
            SELECT {PERSON}, user_id, is_open, last_message_date, id
              FROM social_twist
             WHERE user_id = ANY(%(users)s) AND partner_id IN (
                   SELECT partner_id FROM social_twist WHERE id = ANY(%(twists)s))
           ) AS held
  ORDER BY person, is_open DESC, last_message_date DESC, id DESC
"""
# 10,000 in one statement: the ORM would load each one and log each change. What
# somebody else takes just now is left to them
ASSIGN = """
    WITH chosen AS (
        SELECT * FROM unnest(%(twists)s::int[], %(agents)s::int[]) AS one (twist, agent)
    ), free AS (
        SELECT id FROM social_twist
         WHERE id = ANY(%(twists)s) AND user_id IS NULL AND is_open IS TRUE
      ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE social_twist AS twist
       SET user_id = agent, write_uid = %(uid)s, write_date = %(now)s
      FROM chosen JOIN free ON free.id = chosen.twist
     WHERE twist.id = free.id
 RETURNING twist.id, twist.user_id
"""
NOTE_ASSIGNED = """
    UPDATE res_users SET social_assigned_date = %(now)s WHERE id = ANY(%(users)s)
"""
