"""Telling open screens what changed, once for each transaction (spec C16)."""

from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

CHANGED = "social_inbox.changed"
MOST_IDS = 500

# the twists that show records of other models, by what the caller gives the ids of
SHOWING = {
    "profile_id": """
        SELECT id FROM social_twist WHERE profile_id = ANY(%(ids)s)
         UNION SELECT twist_id FROM social_message WHERE profile_id = ANY(%(ids)s)
    """,
    "ticket_id": "SELECT id FROM social_twist WHERE ticket_id = ANY(%(ids)s)",
    "idea_id": "SELECT id FROM social_twist WHERE idea_id = ANY(%(ids)s)",
}


class SocialTwist(models.Model):
    _inherit = "social.twist"

    @api.model_create_multi
    def create(self, vals_list):
        twists = super().create(vals_list)
        self._notify_inbox(twists.ids)
        return twists

    def write(self, vals):
        result = super().write(vals)
        self._notify_inbox(self.ids)
        return result

    def unlink(self):
        self._notify_inbox(self.ids)
        return super().unlink()

    def _message_post_after_hook(self, message, msg_values):
        self._notify_inbox(self.ids)
        return super()._message_post_after_hook(message, msg_values)

    def _message_update_content(self, message, /, **kwargs):
        """A note is changed, or deleted: then its text is empty."""
        self._notify_inbox(self.ids)
        return super()._message_update_content(message, **kwargs)

    # -- gathering -----------------------------------------------------------------

    @api.model
    def _notify_inbox(self, ids, by="id"):
        """Tell open screens which twists changed; ids only, they read the rest.

        All that changes in a transaction is told in one message, at its end.

        :param ids: of twists, or of what they show
        :param by: ``id`` for twists, else one of ``SHOWING``
        """
        if ids:
            self._changed_in_transaction()[by].update(ids)

    @api.model
    def _notify_inbox_of_all(self):
        """Something changed that any twist may show: screens read all they show."""
        self._changed_in_transaction()["all"].add(True)

    @api.model
    def _changed_in_transaction(self):
        """Sets of ids by what they are of; told when the transaction is flushed."""
        precommit = self.env.cr.precommit
        if CHANGED not in precommit.data:
            precommit.data[CHANGED] = defaultdict(set)
            precommit.add(self.browse()._tell_inbox)
        return precommit.data[CHANGED]

    def _tell_inbox(self):
        changed = self.env.cr.precommit.data.pop(CHANGED)
        is_all = bool(changed.pop("all", None))
        ids = changed.pop("id", set())
        if changed and not is_all and len(ids) <= MOST_IDS:
            ids |= self._ids_showing(changed)
        if is_all or len(ids) > MOST_IDS:
            self._send_to_agents("social_inbox/twists", {"ids": [], "all": True})
        elif ids:
            self._send_to_agents("social_inbox/twists", {"ids": sorted(ids)})

    def _ids_showing(self, changed):
        """Ids of the twists that show records, in one query; no more than matter.

        :param changed: ids by the keys of ``SHOWING``
        """
        parts = [SQL(SHOWING[by], ids=list(ids)) for by, ids in changed.items()]
        union = SQL(" UNION ").join(parts)
        query = SQL("%s LIMIT %s", union, MOST_IDS + 1)
        return {row[0] for row in self.env.execute_query(query)}

    @api.model
    def _send_to_agents(self, kind, payload):
        """To everybody who works in the inbox, of any company: ids only."""
        self.env.ref("social_inbox.group_social_inbox_agent")._bus_send(kind, payload)
