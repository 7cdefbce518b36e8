"""Hiding, liking and removing messages on the platform itself (spec C20)."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..connectors import Moderates
from ..connectors.errors import ConnectorError
from ..connectors.types import Profile, Target

OPPOSITES = {"unhide": "hide", "unlike": "like", "unblock": "block"}


class SocialMessage(models.Model):
    _inherit = "social.message"

    is_hidden = fields.Boolean(string="Hidden on the Platform", readonly=True)
    is_liked = fields.Boolean(string="Liked by Us", readonly=True)

    def _moderations(self):
        """What can be done with this message on its platform now.

        :returns: codes of ``connectors.types.Moderation``
        """
        self.ensure_one()
        channel = self.channel_id
        is_there = self.external_id and not self.deleted_date
        sent = self.direction == "inbound" or self.state == "sent"
        if not (is_there and sent and channel._is(Moderates)):
            return []
        connector = channel._connector_class()(channel.sudo().settings or {})
        from_us = self.direction == "outbound"
        return [
            action
            for action in connector.moderations(self.kind, from_us)
            if self._is_due(action)
        ]

    def _moderations_shown(self):
        """What can be done, as the conversation's menu shows it.

        :returns: ``[{"code", "label"}]``
        """
        labels = moderation_labels(self.env)
        # sudo: what a platform can do depends on its channel's settings
        codes = self.sudo()._moderations()
        return [{"code": code, "label": labels[code]} for code in codes]

    def _is_due(self, action):
        """Hidden messages can be shown again, others be hidden, and so on."""
        is_done = {
            "hide": self.is_hidden,
            "like": self.is_liked,
            "block": self.profile_id.is_blocked,
        }
        if action in OPPOSITES:
            return is_done[OPPOSITES[action]]
        return not is_done.get(action, False)

    def moderate(self, action):
        """Do something with a message where it was written.

        :param action: one of ``connectors.types.Moderation``
        :raises UserError: the platform cannot or does not do it
        """
        self.ensure_one()
        self.twist_id.check_access("write")
        message = self.sudo()
        if action not in message._moderations():
            raise UserError(self.env._("The platform cannot do that here."))
        if message.channel_id.state != "connected":
            raise UserError(
                self.env._(
                    "The channel %s is not connected. Ask an administrator to connect"
                    " it.",
                    message.channel_id.name,
                )
            )
        try:
            target = message._as_target()
            message.channel_id._asked(lambda one: one.moderate(action, target))
        except ConnectorError as error:
            raise UserError(message.channel_id._explain(error)) from error
        message._moderated(action)
        return True

    def _as_target(self):
        author = self.profile_id
        return Target(
            external_id=self.external_id,
            kind=self.kind,
            thread_id=self._thread_of_platform(),
            parent_id=self.parent_id.external_id or "",
            author=Profile(
                external_id=author.external_id or "",
                handle=author.handle or "",
                name=author.name or "",
            ),
            from_us=self.direction == "outbound",
        )

    def _moderated(self, action):
        """What was done is shown, and noted for colleagues."""
        if action in ("hide", "unhide"):
            self.is_hidden = action == "hide"
        elif action in ("like", "unlike"):
            self.is_liked = action == "like"
        elif action == "delete":
            self.deleted_date = fields.Datetime.now()
        elif action == "block":
            self.profile_id.action_block()
        elif action == "unblock":
            self.profile_id.action_unblock()
        self.twist_id._recount()
        text = self.env._(
            "%(action)s on the platform: %(message)s",
            action=moderation_labels(self.env)[action],
            message=(self.preview or "")[:80],
        )
        self.twist_id._message_log(body=text, author_id=self.env.user.partner_id.id)


def moderation_labels(env):
    """What the buttons say, by code."""
    return {
        "hide": env._("Hide"),
        "unhide": env._("Show Again"),
        "like": env._("Like"),
        "unlike": env._("Take Back the Like"),
        "delete": env._("Delete"),
        "block": env._("Block the Author"),
        "unblock": env._("Unblock the Author"),
    }
