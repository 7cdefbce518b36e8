"""The statements that take a whole batch of arrivals at once."""

# known authors are counted up, new ones made
UPSERT_PROFILES = """
    INSERT INTO social_profile AS known (company_id, platform,
        external_id, handle, name, url, avatar_url, is_verified, followers,
        message_count, last_message_date, create_uid, write_uid, create_date,
        write_date)
    VALUES %s
    ON CONFLICT (company_id, platform, external_id) DO UPDATE SET
        handle = COALESCE(EXCLUDED.handle, known.handle),
        name = COALESCE(EXCLUDED.name, known.name),
        url = COALESCE(EXCLUDED.url, known.url),
        avatar_url = COALESCE(EXCLUDED.avatar_url, known.avatar_url),
        is_verified = COALESCE(EXCLUDED.is_verified, known.is_verified),
        followers = GREATEST(EXCLUDED.followers, known.followers),
        message_count = known.message_count + EXCLUDED.message_count,
        last_message_date = GREATEST(EXCLUDED.last_message_date,
                                     known.last_message_date),
        write_date = EXCLUDED.write_date
    RETURNING platform, external_id, id, is_blocked
"""
# a closed twist that hears from outside again is reopened, in the phase that its
# campaign names, and that is noted; one that held nothing but spam is none any more,
# but what a person marked stays marked
UPDATE_KNOWN_TWISTS = """
    WITH new (id, answered, count, asking, date, inbound_date, unanswered_date,
              preview, files, vector, reply_until, post) AS (VALUES %(rows)s),
    before AS (
        SELECT twist.id, last_message_date,
               COALESCE(campaign.reopen_phase, %(phase)s) AS reopen_phase
          FROM social_twist AS twist JOIN new ON new.id = twist.id
     LEFT JOIN social_campaign AS campaign ON campaign.id = twist.campaign_id),
    reopened AS (
        INSERT INTO social_phase_move (twist_id, company_id, channel_id, from_phase,
            to_phase, cause, date, seconds, is_back, is_undone, create_uid, write_uid,
            create_date, write_date)
        SELECT twist.id, company_id, channel_id, phase, reopen_phase, 'reply', %(now)s,
               EXTRACT(epoch FROM %(now)s - COALESCE(phase_since, %(now)s)),
               FALSE, FALSE, %(uid)s, %(uid)s, %(now)s, %(now)s
          FROM social_twist AS twist JOIN new ON new.id = twist.id
          JOIN before ON before.id = twist.id
         WHERE phase = 'closed' AND new.asking > 0)
    UPDATE social_twist AS twist SET
        message_count = twist.message_count + new.count,
        unread_count = twist.unread_count + new.asking,
        preview = CASE WHEN new.date >= twist.last_message_date
            THEN new.preview ELSE twist.preview END,
        last_message_date = GREATEST(twist.last_message_date, new.date),
        last_inbound_date = GREATEST(last_inbound_date, new.inbound_date),
        waiting_since = CASE WHEN new.answered THEN new.unanswered_date
            ELSE COALESCE(waiting_since, new.unanswered_date) END,
        has_attachment = twist.has_attachment OR new.files,
        phase_since = CASE WHEN phase = 'closed' AND new.asking > 0
            THEN %(now)s ELSE phase_since END,
        phase = CASE WHEN phase = 'closed' AND new.asking > 0
            THEN before.reopen_phase ELSE phase END,
        closed_from = CASE WHEN new.asking > 0 THEN NULL
            ELSE closed_from END,
        is_spam = is_spam IS TRUE AND NOT (new.asking > 0 AND message_count = 0),
        is_open = (phase != 'closed' OR new.asking > 0) AND (is_spam IS NOT TRUE
            OR (new.asking > 0 AND message_count = 0)),
        search_vector = %(vector)s,
        reply_until = GREATEST(twist.reply_until, new.reply_until),
        post = COALESCE(twist.post, new.post),
        write_date = %(now)s
      FROM new JOIN before ON before.id = new.id
     WHERE twist.id = new.id
 RETURNING twist.id, before.last_message_date
"""
# a message that came late may be the first of its thread, or the parent of others:
# initial starts the twist, answer is ours, reaction answers ours, related is the rest
LINK_LATE_PARENTS = """
    UPDATE social_message AS child SET parent_id = nearest.parent_id
      FROM (SELECT DISTINCT ON (message.id) message.id, parent.id AS parent_id
              FROM social_message AS message
        CROSS JOIN jsonb_array_elements_text(message.ancestor_ids)
                   WITH ORDINALITY AS above (external_id, distance)
              JOIN social_message AS parent
                ON parent.channel_id = message.channel_id
               AND parent.external_id = above.external_id
             WHERE message.twist_id = ANY(%(twists)s)
               AND (message.direction = 'inbound' OR message.parent_id IS NULL)
               AND jsonb_typeof(message.ancestor_ids) = 'array'
          ORDER BY message.id, distance) AS nearest
     WHERE child.id = nearest.id
       AND child.parent_id IS DISTINCT FROM nearest.parent_id
"""
TYPE_AGAIN = """
    UPDATE social_message AS message SET type = right_one.type
      FROM (SELECT one.id, CASE
                WHEN one.direction = 'outbound' THEN 'answer'
                WHEN parent.direction = 'outbound' THEN 'reaction'
                WHEN EXISTS (
                    SELECT FROM social_message AS before
                     WHERE before.twist_id = one.twist_id
                       AND (before.date, before.id) < (one.date, one.id))
                THEN 'related' ELSE 'initial' END AS type
              FROM social_message AS one
         LEFT JOIN social_message AS parent ON parent.id = one.parent_id
             WHERE one.twist_id = ANY(%(twists)s)) AS right_one
     WHERE message.id = right_one.id AND message.type != right_one.type
"""
# whoever wrote first from outside is the author, even if we had written before
AUTHOR_AGAIN = """
    UPDATE social_twist AS twist
       SET profile_id = first.profile_id, partner_id = profile.partner_id
      FROM (SELECT DISTINCT ON (twist_id) twist_id, profile_id FROM social_message
             WHERE twist_id = ANY(%(twists)s) AND direction = 'inbound'
          ORDER BY twist_id, date, id) AS first
      JOIN social_profile AS profile ON profile.id = first.profile_id
     WHERE twist.id = first.twist_id AND twist.profile_id != first.profile_id
"""
# the twists that messages may belong to, by what names their threads and ancestors
KNOWN_THREADS = """
    SELECT thread_id, id, 0, '', channel_id, campaign_id, match_value
      FROM social_twist
     WHERE (channel_id = ANY(%(own)s) AND thread_id = ANY(%(refs)s))
        OR (channel_id = ANY(%(told)s) AND thread_id = ANY(%(told_refs)s))
    UNION ALL
    SELECT external_id, twist_id, message.id, direction, twist.channel_id,
           twist.campaign_id, match_value
      FROM social_message AS message
      JOIN social_twist AS twist ON twist.id = message.twist_id
     WHERE (message.channel_id = ANY(%(own)s)
            AND external_id = ANY(%(refs)s))
        OR (message.channel_id = ANY(%(told)s)
            AND external_id = ANY(%(told_refs)s))
    UNION ALL
    SELECT own_thread_id, twist_id, 0, 'own', twist.channel_id,
           twist.campaign_id, match_value
      FROM social_message AS message
      JOIN social_twist AS twist ON twist.id = message.twist_id
     WHERE message.channel_id = ANY(%(own)s)
       AND own_thread_id = ANY(%(refs)s)
"""
