"""What a person decides of an answer that waits or did not leave (spec C22)."""

from odoo import fields, models
from odoo.exceptions import UserError


class SocialMessage(models.Model):
    _inherit = "social.message"

    def action_withdraw(self):
        """Undo: take back answers that have not left yet; their text stays."""
        messages = self._for_decision("waiting", "queued")
        messages._decide({"state": "cancelled", "error": False})
        return True

    def action_send_now(self):
        """Answers that wait, for their time or for the next try, leave at once."""
        messages = self._for_decision("queued")
        messages._decide({"not_before": fields.Datetime.now(), "is_spaced": False})
        messages.channel_id._trigger()
        return True

    def action_send_again(self):
        """Queue an answer once more, by a person's word (spec C22).

        :raises UserError: the twist cannot be answered as it stands
        """
        messages = self._for_decision("failed", "unknown", "cancelled")
        for message in messages:
            message.twist_id.sudo(False)._check_respond(
                message.parent_id, message.recipient_address
            )
        now = fields.Datetime.now()
        messages._decide(
            {
                "state": "queued",
                "attempts": 0,
                "error": False,
                "not_before": now,
                "is_spaced": len(messages) > 1,
            }
        )
        messages.channel_id._trigger()
        return True

    def action_mark_sent(self):
        """A person has seen the answer on the platform."""
        messages = self._for_decision("unknown", "failed")
        messages._decide({"state": "sent", "error": False})
        return True

    def action_edit(self):
        """Open an answer that did not leave as a new one, to be changed and sent."""
        self.ensure_one()
        message = self._for_decision("cancelled", "failed")
        action = message.twist_id.sudo(False).action_respond()
        action["context"] = {
            **action["context"],
            "default_message_id": message.parent_id.id,
            "default_subject": message.subject,
            "default_body": message._body_to_edit(),
        }
        return action

    def action_send_due(self):
        """The time to undo is over: let it leave without waiting for the schedule."""
        self.check_access("read")
        self.sudo().channel_id._trigger()
        return True

    def _decide(self, values):
        self.write(values)
        for message in self:
            message.twist_id._answer_changed(message)

    def _for_decision(self, *states):
        """These answers, locked; refused when one is not in a fitting state."""
        self.twist_id.check_access("write")
        messages = self.sudo()
        messages.lock_for_update()
        messages.invalidate_recordset(["state"])
        labels = dict(self._fields["state"]._description_selection(self.env))
        for message in messages:
            if message.state not in states:
                state = labels.get(message.state) or self.env._("Received")
                raise UserError(
                    self.env._("That is not possible any more: it is %s.", state)
                )
        return messages
