"""Two indexes of messages that wider ones have replaced; Odoo leaves old ones be."""


def migrate(cr, version):
    cr.execute(
        """
        DROP INDEX IF EXISTS social_message__profile_id_index;
        DROP INDEX IF EXISTS social_message__parent_id_index
        """
    )
