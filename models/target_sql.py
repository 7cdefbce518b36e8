"""The statements that read and write the targets of many twists at once."""

TWISTS = """
    SELECT id, company_id, campaign_id, platform, COALESCE(priority, '0'),
           is_spam IS TRUE, phase = 'closed', phase_since
      FROM social_twist WHERE id = ANY(%s)
"""
# where the word goes over from outside to us and back. An answer stands where the
# message stands that it answers: what came after that still waits. Only what was sent
# is an answer
TURNS = """
    WITH said AS (
        SELECT message.twist_id, message.id, message.date, message.user_id,
               message.direction = 'inbound' AS inbound,
               COALESCE(parent.date, message.date) AS place
          FROM social_message AS message
     LEFT JOIN social_message AS parent
            ON parent.id = message.parent_id AND message.direction = 'outbound'
         WHERE message.twist_id = ANY(%s)
           AND message.is_spam IS NOT TRUE
           AND message.automatic IS DISTINCT FROM 'reply'
           AND (message.direction = 'inbound' OR message.state = 'sent')
    ), placed AS (
        SELECT *, lag(inbound) OVER (
               PARTITION BY twist_id ORDER BY place, NOT inbound, date, id) AS before
          FROM said
    )
    SELECT twist_id, inbound, date, user_id FROM placed
     WHERE before IS DISTINCT FROM inbound
  ORDER BY twist_id, place, NOT inbound, date, id
"""
CLOSINGS = """
    SELECT twist_id, date, to_phase = 'closed' FROM social_phase_move
     WHERE twist_id = ANY(%s) AND is_undone IS NOT TRUE
       AND from_phase IS NOT NULL
       AND (to_phase = 'closed') != (from_phase = 'closed')
  ORDER BY twist_id, date, id
"""
KNOWN = """
    SELECT twist_id, is_alerted IS TRUE, kind, turn, target_id, started, state, due,
           soon, seconds_left, paused, ended, user_id
      FROM social_twist_target WHERE twist_id = ANY(%s)
"""
# alerts and warnings are given again if there is another time to be kept
UPSERT = """
    INSERT INTO social_twist_target AS known (twist_id, company_id, is_alerted,
        kind, turn, target_id, started, state, due, soon, seconds_left, paused, ended,
        user_id, create_uid, write_uid, create_date, write_date)
    SELECT new.*, %(uid)s, %(uid)s, %(now)s, %(now)s FROM (VALUES %(rows)s) AS new
    ON CONFLICT (twist_id, kind, turn) DO UPDATE SET
        is_alerted = (known.is_alerted OR EXCLUDED.is_alerted)
            AND EXCLUDED.state = 'breached',
        is_warned = known.is_warned IS TRUE AND known.due = EXCLUDED.due,
        target_id = EXCLUDED.target_id, started = EXCLUDED.started,
        state = EXCLUDED.state, due = EXCLUDED.due, soon = EXCLUDED.soon,
        seconds_left = EXCLUDED.seconds_left, paused = EXCLUDED.paused,
        ended = EXCLUDED.ended,
        user_id = EXCLUDED.user_id, write_uid = EXCLUDED.write_uid,
        write_date = EXCLUDED.write_date
"""
DELETE = """
    DELETE FROM social_twist_target AS line
     USING (VALUES %s) AS gone (twist_id, kind, turn)
     WHERE line.twist_id = gone.twist_id AND line.kind = gone.kind
       AND line.turn = gone.turn
"""
# the nearest of what runs, for lists
DUE = """
    UPDATE social_twist AS twist
       SET due_date = nearest.due, due_soon_date = nearest.soon
      FROM (SELECT one.id, min(line.due) AS due,
                   (array_agg(line.soon ORDER BY line.due))[1] AS soon
              FROM unnest(%s) AS one (id)
         LEFT JOIN social_twist_target AS line ON line.twist_id = one.id
               AND line.ended IS NULL AND line.paused IS NULL
          GROUP BY one.id) AS nearest
     WHERE twist.id = nearest.id
       AND (twist.due_date, twist.due_soon_date)
           IS DISTINCT FROM (nearest.due, nearest.soon)
 RETURNING twist.id
"""
OPEN = """
    SELECT id FROM social_twist WHERE is_open IS TRUE AND id > %s ORDER BY id LIMIT %s
"""
