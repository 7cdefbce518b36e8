"""Twists of before: their first row in the timeline, and which messages are unread."""


def migrate(cr, version):
    """:param version: what was installed before; empty on a new installation"""
    if not version:
        return
    cr.execute(
        "UPDATE social_twist SET phase_since = COALESCE(write_date, create_date)"
    )
    cr.execute(
        """
        INSERT INTO social_phase_move (twist_id, company_id, channel_id, to_phase,
            cause, date, create_uid, write_uid, create_date, write_date)
        SELECT id, company_id, channel_id, 'listen', 'arrival', create_date,
               create_uid, create_uid, create_date, create_date
          FROM social_twist AS twist
         WHERE NOT EXISTS (
            SELECT FROM social_phase_move AS move WHERE move.twist_id = twist.id)
        """
    )
    cr.execute(
        """
        UPDATE social_message AS message SET is_unread = TRUE
          FROM (SELECT id, twist_id, row_number() OVER (
                    PARTITION BY twist_id ORDER BY date DESC, id DESC) AS place
                  FROM social_message
                 WHERE direction = 'inbound'
                   AND automatic IS DISTINCT FROM 'reply') AS one
          JOIN social_twist AS twist ON twist.id = one.twist_id
         WHERE message.id = one.id AND one.place <= twist.unread_count
        """
    )
