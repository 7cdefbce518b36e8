"""Twists for benchmarks, by SQL: the same ones on every machine.

5 messages a twist, a quarter of them our own; authors after Zipf, the busiest hundredth
writes half of all; every third author is a known person, most of them with two
profiles; 3 % spam; half of the durations are under four hours, a tenth over a day and a
half. In two years' mixture twists go through the phases on eight paths, some back and
some reopened; in the other all are still open, in one of the five phases.
"""

from typing import NamedTuple

from odoo.tools import SQL


class Mixture(NamedTuple):
    """When twists started, evenly over so many days, and how they went on."""

    days: int
    paths: tuple[tuple[float, str], ...]
    """The share of all twists, and their phases in order."""


TWO_YEARS = Mixture(
    730,
    (
        (0.30, "listen closed"),
        (0.25, "listen understand closed"),
        (0.20, "listen understand engage closed"),
        (0.12, "listen understand engage process feedback closed"),
        (0.05, "listen understand listen understand engage closed"),
        (0.04, "listen understand engage closed listen understand closed"),
        (0.03, "listen understand"),
        (0.01, "listen understand engage process"),
    ),
)
ALL_OPEN = Mixture(
    60,
    (
        (0.40, "listen"),
        (0.20, "listen understand"),
        (0.16, "listen understand engage"),
        (0.14, "listen understand engage process"),
        (0.10, "listen understand engage process feedback"),
    ),
)
SENTENCES = (
    "The tent arrived yesterday, but one of the poles is broken.",
    "Could you please tell me when a new one will be sent?",
    "We bought it last week and need it for our trip on Friday.",
    "Thank you for the quick answer!",
    "The order number is on the invoice that I sent you last time.",
    "I tried the jacket in size L, and it is far too wide at the shoulders.",
    "Is the warranty still valid if the zip was repaired by a tailor?",
    "I have been waiting for three weeks now, and nobody answers the phone.",
    "The boots are great, I have walked two hundred kilometres in them.",
    "Please cancel the second parcel, we ordered it twice by mistake.",
    "How do I wash the sleeping bag without damaging the down?",
    "The refund has not reached my account yet.",
    "Your shop in the old town was closed although the page says otherwise.",
    "Do you ship to Norway, and what does it cost?",
    "I would like to exchange it for the same model in dark green.",
    "A friend recommended you, and so far I am not disappointed.",
)

# chance(n, k): evenly spread over 0..1, the k-th for the number n; no state, no seed
CHANCE = """
    CREATE FUNCTION pg_temp.chance(n bigint, k bigint) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
        (hashint8extended(n, k) & 2147483647) / 2147483648.0
"""
SENTENCE = """
    CREATE FUNCTION pg_temp.sentence(n bigint, k bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
        (%(sentences)s)[1 + floor(%(count)s * pg_temp.chance(n, k))::int]
"""
PARTNERS = """
    INSERT INTO res_partner (name, complete_name, active, type, create_date, write_date)
    SELECT 'Person ' || n, 'Person ' || n, TRUE, 'contact', now(), now()
      FROM generate_series(1, %(count)s) AS n
    RETURNING id
"""
PROFILES = """
    INSERT INTO social_profile (id, company_id, platform, external_id, handle, name,
        followers, partner_id, lawful_basis)
    SELECT n, channel.company_id, channel.platform, 'bench' || n,
           'author' || n || '@example.com', 'Author ' || n,
           (40 * exp(9 * pg_temp.chance(n, 1)))::int, person.id,
           CASE WHEN person.id IS NOT NULL THEN 'contract' END
      FROM generate_series(1, %(profiles)s) AS n
      JOIN bench_channel AS channel ON channel.number = n %% %(channels)s
 LEFT JOIN LATERAL (
           SELECT id FROM bench_person AS person
            WHERE n %% 3 = 0 AND channel.is_ours
              AND person.number = n %% (%(profiles)s / 6)) AS person ON TRUE
"""
# the moves come first: they say in which phase a twist is now
STEPS = """
    CREATE TEMP TABLE bench_step AS
    WITH path (least, most, phases) AS (VALUES %(paths)s), step AS (
        SELECT n AS twist, ordinality::int AS number, phase,
               600 * exp(6 * pg_temp.chance(n, 100 + ordinality)) AS seconds,
               %(now)s::timestamp - interval '1 day' * %(days)s
                   * (1 - (n - pg_temp.chance(n, 2)) / %(twists)s) AS started
          FROM generate_series(1, %(twists)s) AS n
          JOIN path ON pg_temp.chance(n, 3) >= least AND pg_temp.chance(n, 3) < most
    CROSS JOIN LATERAL unnest(string_to_array(phases, ' '))
               WITH ORDINALITY AS one (phase, ordinality)
    ), dated AS (
        SELECT twist, number, phase, started,
               lag(phase) OVER walk AS from_phase,
               lag(seconds) OVER walk AS spent,
               started + interval '1 second' * COALESCE(sum(seconds) OVER (
                   walk ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS date
          FROM step WINDOW walk AS (PARTITION BY twist ORDER BY number)
    )
    SELECT twist, number, phase, from_phase, spent::int, started,
           date_trunc('second', date) AS date,
           number = max(number) OVER (PARTITION BY twist) AS is_last
      FROM dated WHERE date <= %(now)s
"""
TWISTS = """
    INSERT INTO social_twist (id, name, phase, phase_since, is_open, is_spam, priority,
        channel_id, company_id, platform, profile_id, partner_id, user_id,
        message_count, unread_count, first_message_date, last_message_date,
        last_inbound_date, waiting_since, create_date, sentiment, relevance, preview)
    SELECT twist, 'Question ' || twist, phase, date,
           phase != 'closed' AND NOT spam, spam, '0',
           channel.id, channel.company_id, channel.platform, profile.id,
           profile.partner_id, %(user)s, 1 + twist %% 9, (phase = 'listen')::int,
           started, date, date,
           CASE WHEN phase IN ('listen', 'understand') THEN date END, started,
           (ARRAY['good', 'neutral', 'bad', NULL])[1 + twist %% 4],
           (ARRAY['0', '1', '2', '3'])[1 + twist %% 4],
           pg_temp.sentence(twist, 1 + 10 * (1 + twist %% 9))
      FROM (SELECT *, pg_temp.chance(twist, 4) < 0.03 AS spam,
                   floor(power(%(profiles)s, pg_temp.chance(twist, 5)))::int AS author
              FROM bench_step WHERE is_last) AS step
      JOIN social_profile AS profile ON profile.id = author
      JOIN bench_channel AS channel ON channel.number = author %% %(channels)s
"""
MOVES = """
    INSERT INTO social_phase_move (twist_id, company_id, channel_id, from_phase,
        to_phase, cause, user_id, date, seconds, is_back, is_undone, create_date)
    SELECT step.twist, twist.company_id, twist.channel_id, step.from_phase, step.phase,
           CASE WHEN from_phase IS NULL THEN 'arrival' ELSE 'hand' END,
           CASE WHEN from_phase IS NOT NULL THEN %(user)s END, step.date, step.spent,
           step.from_phase = 'understand' AND step.phase = 'listen', FALSE, step.date
      FROM bench_step AS step JOIN social_twist AS twist ON twist.id = step.twist
  ORDER BY step.date
"""
MESSAGES = """
    INSERT INTO social_message (id, twist_id, channel_id, company_id, profile_id,
        user_id, direction, state, type, kind, external_id, parent_id, date, text,
        preview, is_spam, sentiment, relevance, is_unread, create_date)
    SELECT row_number() OVER (ORDER BY twist.id, place), twist.id, twist.channel_id,
           twist.company_id, CASE WHEN is_other THEN other.id ELSE twist.profile_id END,
           CASE WHEN is_ours THEN %(user)s END,
           CASE WHEN is_ours THEN 'outbound' ELSE 'inbound' END,
           CASE WHEN is_ours THEN 'sent' END,
           CASE WHEN place = 1 THEN 'initial' ELSE 'related' END, 'mail',
           twist.id || '-' || place,
           CASE WHEN place > 1
               THEN row_number() OVER (ORDER BY twist.id, place) - 1 END,
           LEAST(twist.first_message_date + interval '2 hours' * (place - 1), %(now)s),
           concat_ws(' ', pg_temp.sentence(twist.id, 10 * place + 1), %(more)s),
           pg_temp.sentence(twist.id, 10 * place + 1),
           twist.is_spam, CASE WHEN NOT is_ours THEN twist.sentiment END,
           CASE WHEN NOT is_ours THEN twist.relevance END,
           place = 1 AND twist.unread_count > 0,
           twist.first_message_date + interval '2 hours' * (place - 1)
      FROM social_twist AS twist
CROSS JOIN LATERAL generate_series(1, 1 + twist.id %% 9) AS place
CROSS JOIN LATERAL (SELECT
           place > 1 AND pg_temp.chance(twist.id, 200 + place) < 0.33 AS is_ours,
           place > 1 AND pg_temp.chance(twist.id, 200 + place) > 0.87 AS is_other,
           %(channels)s * (floor(power(%(profiles)s / %(channels)s,
               pg_temp.chance(twist.id, 300 + place)))::int - 1) AS offset_
           ) AS chance
 LEFT JOIN social_profile AS other
        ON other.id = offset_ + (SELECT 1 + (twist.profile_id - 1) %% %(channels)s)
"""
# the sentences after the first: up to five, in up to three paragraphs
MORE = ", ".join(
    f"CASE WHEN pg_temp.chance(twist.id, 10 * place) > {least}"
    f" THEN E{start!r} || pg_temp.sentence(twist.id, 10 * place + {number}) END"
    for number, least, start in (
        (2, 0.1, ""),
        (3, 0.2, "\n\n"),
        (4, 0.3, ""),
        (5, 0.5, "\n\n"),
        (6, 0.7, ""),
    )
)
COUNT_PROFILES = """
    UPDATE social_profile AS profile SET message_count = counted.messages,
           last_message_date = counted.last
      FROM (SELECT profile_id, count(*) AS messages, max(date) AS last
              FROM social_message GROUP BY profile_id) AS counted
     WHERE profile.id = counted.profile_id
"""
TABLES = (
    "social_profile",
    "social_twist",
    "social_message",
    "social_phase_move",
    "res_partner",
)


def fill(env, twists, profiles, companies, mixture=TWO_YEARS):
    """Fill an empty inbox; the numbers of rows by table.

    :param companies: the first two have channels, five in the first, one in the other
    :param mixture: a Mixture
    """
    channels = create_channels(env, companies)
    facts = {
        "twists": twists,
        "profiles": profiles,
        "channels": len(channels),
        "days": mixture.days,
        "now": env.cr.now().replace(microsecond=0),
        "user": env.uid,
        "paths": as_rows(cumulated(mixture.paths)),
        "more": SQL(MORE),
    }
    run = env.cr.execute
    # else each message's parent is looked for by a plan made when there was none: by
    # reading all messages
    run(SQL("SET LOCAL session_replication_role = replica"))
    run(SQL(CHANCE))
    run(SQL(SENTENCE, sentences=list(SENTENCES), count=len(SENTENCES)))
    note_channels(env, channels)
    create_people(env, profiles // 6)
    for statement in (PROFILES, STEPS, TWISTS, MOVES, MESSAGES, COUNT_PROFILES):
        run(SQL(statement, **facts))
        run(SQL("ANALYZE"))  # else the next one is planned for empty tables
    for table in TABLES[:3]:
        run(
            SQL(
                "SELECT setval(%s, (SELECT max(id) FROM %s))",
                f"{table}_id_seq",
                SQL.identifier(table),
            )
        )
    env.cr.commit()  # which ends the exception, too
    return {table: count(env, table) for table in TABLES}


def create_channels(env, companies):
    """Six channels, over all platforms that there are."""
    platforms = [code for code, _label in env["social.channel"]._selection_platform()]
    return env["social.channel"].create(
        [
            {
                "name": f"Channel {number}",
                "platform": platforms[number % len(platforms)],
                "company_id": companies[number == 5].id,
            }
            for number in range(6)
        ]
    )


def note_channels(env, channels):
    rows = [
        (number, channel.id, channel.company_id.id, channel.platform, number != 5)
        for number, channel in enumerate(channels)
    ]
    columns = SQL("(number, id, company_id, platform, is_ours)")
    env.flush_all()
    env.cr.execute(
        SQL(
            "CREATE TEMP TABLE bench_channel AS SELECT * FROM (VALUES %s) AS one %s",
            as_rows(rows),
            columns,
        )
    )


def create_people(env, wanted):
    env.cr.execute(SQL("CREATE TEMP TABLE bench_person (number int, id int)"))
    env.cr.execute(
        SQL(
            "WITH made AS (%s) INSERT INTO bench_person"
            " SELECT row_number() OVER (ORDER BY id) - 1, id FROM made",
            SQL(PARTNERS, count=wanted),
        )
    )


def cumulated(paths):
    """(from, to, phases): which chances lead to each path."""
    least, rows = 0, []
    for share, phases in paths:
        rows.append((least, round(least + share, 6), phases))
        least = rows[-1][1]
    return rows


def as_rows(rows):
    return SQL(", ").join(SQL("%s", row) for row in rows)


def count(env, table):
    return env.execute_query(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))[0][
        0
    ]
