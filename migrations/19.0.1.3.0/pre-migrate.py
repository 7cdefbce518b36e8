"""Each channel of before gets a webhook key of its own: a default would be shared."""


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
