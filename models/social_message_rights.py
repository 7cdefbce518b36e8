"""How a message may be answered: not a matter of the channel, but of each message."""

from odoo import fields, models
from odoo.tools import format_datetime

from ..connectors.errors import _lt

NO_ANSWERS = _lt("The platform takes no answer to this message.")


class SocialMessage(models.Model):
    """Rights to answer, as they came with the message (spec C3, C25)."""

    _inherit = "social.message"

    refusal = fields.Char(
        readonly=True, help="Why the platform takes no answer to it; empty: it does."
    )
    reply_until = fields.Datetime(string="Answer until", readonly=True)
    reply_as = fields.Json(readonly=True)
    private_until = fields.Datetime(string="Private Answer until", readonly=True)
    is_bridged = fields.Boolean(
        readonly=True, copy=False, help="A mail of the platform told of it."
    )
    reply_token = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="What the platform wants to see with an answer; read by sending alone.",
    )
    is_partial = fields.Boolean(
        string="Excerpt", readonly=True, help="Only a part of it was told."
    )

    def _why_not_answered(self):
        """Why the platform takes no answer to this message; "" if it takes one.

        Where the window is over, a text that the platform approved may still go.
        """
        if self.refusal:
            return self.env._(self.refusal)
        if self._is_window_over() and not self.channel_id._has_templates():
            return self.env._(
                "The platform took answers until %s. Answer there, or wait until the"
                " author writes again.",
                format_datetime(self.env, self._window()),
            )
        return ""

    def _window(self):
        """Until when it can be answered; False: always.

        Whatever the author writes afterwards opens the window of a private conversation
        anew.
        """
        until = self.reply_until
        if until and self.kind == "direct":
            until = max(until, self.twist_id.reply_until or until)
        return until

    def _is_window_over(self):
        until = self._window()
        return bool(until and until <= fields.Datetime.now())

    def _answer_visibilities(self):
        """Who may see an answer to it: what its platform leaves to choose, or as it is.

        A private answer to a public message has a window of its own.
        """
        channel = self.channel_id
        choices = list(self.reply_as or channel._limits().visibilities)
        choices = choices or [self.visibility or "private"]
        until = self.private_until
        is_over = until and until <= fields.Datetime.now()
        if is_over and self.visibility == "public" and len(choices) > 1:
            choices = [one for one in choices if one != "private"]
        return choices

    def _limits_of_answer(self, visibility=None):
        """What the platform takes in an answer to it, so seen."""
        visibility = visibility or self._answer_visibilities()[0]
        return self.twist_id.channel_id._limits_for(self.kind, visibility)
