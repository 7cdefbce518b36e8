"""Who views and who writes, without a table: only told, and forgotten (spec C16)."""

import re
import time

from odoo import api, models
from odoo.exceptions import UserError

STATES = ("viewing", "typing", "left")
TAB = re.compile(r"[0-9a-z]{1,32}")


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def presence(self, state, tab):
        """Tell the other screens that the user views, writes in or left this twist.

        Screens forget it by themselves when they do not hear it again.

        :param state: one of ``STATES``
        :param tab: random letters and digits that tell a user's tabs apart
        :raises AccessError: the user may not read the twist
        :raises UserError: there is no such state or tab
        """
        self.ensure_one()
        self.check_access("read")
        if state not in STATES:
            raise UserError(self.env._("%s is no such value.", state))
        values = self._presence_values(tab)
        values |= {"twist_id": self.id, "state": state}
        self._send_to_agents("social_inbox/presence", values)
        return True

    @api.model
    def presence_ask(self, tab):
        """Ask the other screens who is where; each answers for itself.

        :param tab: as for ``presence``
        :raises AccessError: the user may not read twists
        """
        self.check_access("read")
        values = self._presence_values(tab)
        self._send_to_agents("social_inbox/presence_ask", values)
        return True

    @api.model
    def _presence_values(self, tab):
        """``at`` is in seconds: whoever was disconnected gets old messages again, and
        tells by newer ones how old they are."""
        if not isinstance(tab, str) or not TAB.fullmatch(tab):
            raise UserError(self.env._("%s is no such value.", tab))
        return {"user_id": self.env.uid, "tab": tab, "at": int(time.time())}
