"""Each channel of before gets a webhook key of its own: a default would be shared. No
twist or message of before has a campaign: nothing is to be computed for each."""


def migrate(cr, version):
    """:param version: what was installed before; empty on a new installation"""
    if not version:
        return
    cr.execute(
        "ALTER TABLE social_channel ADD COLUMN IF NOT EXISTS webhook_key VARCHAR"
    )
    cr.execute(
        """
        UPDATE social_channel
           SET webhook_key = replace(gen_random_uuid()::text, '-', '')
         WHERE webhook_key IS NULL
        """
    )
    cr.execute(
        """
        ALTER TABLE social_message ADD COLUMN IF NOT EXISTS campaign_id INTEGER;
        ALTER TABLE social_twist ADD COLUMN IF NOT EXISTS campaign_id INTEGER,
                                 ADD COLUMN IF NOT EXISTS campaign_properties JSONB
        """
    )
