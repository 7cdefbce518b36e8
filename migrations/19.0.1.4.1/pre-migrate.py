"""The log of rules goes by the company of its twist: a column of its own, which every
row had to fill, would refuse new rows."""


def migrate(cr, version):
    """:param version: what was installed before; empty on a new installation"""
    if not version:
        return
    cr.execute("ALTER TABLE IF EXISTS social_rule_log DROP COLUMN IF EXISTS company_id")
