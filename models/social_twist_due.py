"""Feedback Due: authors who are still to be told, and telling them all (spec C1)."""

from odoo import api, fields, models
from odoo.tools import SQL, html2plaintext

from .message_html import UPLOADED, uploaded_ids
from .social_message import one_line
from .social_twist_answer import reply_subject

# of each twist the last that its author wrote, else the last from outside; a machine's
# only if all are
LAST_OF_AUTHOR = """
    SELECT DISTINCT ON (twist.id) message.id
      FROM social_message AS message JOIN social_twist AS twist ON twist.id = twist_id
     WHERE twist_id = ANY(%s) AND message.direction = 'inbound'
  ORDER BY twist.id, COALESCE(message.automatic IN ('reply', 'bounce'), FALSE),
           (message.profile_id = twist.profile_id) IS NOT TRUE,
           message.date DESC, message.id DESC
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    feedback_text = fields.Char(
        string="Feedback in Short", compute="_compute_feedback_text"
    )
    answer_refusal = fields.Char(
        string="Cannot Be Answered",
        compute="_compute_answer_refusal",
        help="Empty: an answer can be sent.",
    )

    @api.depends("feedback")
    def _compute_feedback_text(self):
        for twist in self:
            twist.feedback_text = one_line(html2plaintext(twist.feedback or ""))

    @api.depends("phase", "channel_id", "partner_id", "has_undelivered")
    def _compute_answer_refusal(self):
        """Why not, in few words; a constant number of queries for a whole list."""
        refusals = self._refusals_in_short(self._messages_to_tell())
        undelivered = self._undelivered()
        for twist in self:
            origin = twist.sudo()._origin
            twist.answer_refusal = refusals[twist] or undelivered.get(origin, "")

    def _refusals_in_short(self, parents):
        """Why phase, person or channel allow no answer, by twist; "" if they do.

        :param parents: the messages that would be answered, by twist
        """
        can_send = {
            channel: channel.state == "connected" and channel._can_send()
            for channel in self.channel_id
        }
        nothing = self.env["social.message"]
        return {
            twist: twist._not_allowed("respond")
            or twist._no_author(parents.get(twist.sudo()._origin) or nothing)
            or (not can_send[twist.channel_id] and twist._no_channel())
            or ""
            for twist in self
        }

    def _no_author(self, parent):
        if not parent:
            return self.env._("there is no message to answer")
        if not parent.profile_id.partner_id:
            return self.env._("no person is assigned")
        return ""

    def _no_channel(self):
        channel = self.channel_id
        if channel.state != "connected":
            return self.env._("the channel %s is not connected", channel.name)
        return self.env._("the channel %s only receives", channel.name)

    def _undelivered(self):
        """Why a person decides first, by twist: nobody is told twice by a machine."""
        sentences = {
            "failed": self.env._("an answer failed: send it again or edit it"),
            "unknown": self.env._(
                "nobody knows whether an answer was sent: decide that first"
            ),
        }
        answers = self.env["social.message"].sudo()
        answers = answers.search_fetch(
            [
                ("twist_id", "in", self.ids),
                ("direction", "=", "outbound"),
                ("state", "in", list(sentences)),
            ],
            ["twist_id", "state"],
            order="state",  # the doubtful ones last: they say what comes first
        )
        return {
            answer.twist_id: sentences[answer.state]
            for answer in answers
            if answer.state == "unknown" or answer.id > answer.twist_id.feedback_edge
        }

    def _messages_to_tell(self):
        """The message that is answered to tell what came of it, by twist, as the
        system: the author's, whoever wrote below."""
        messages = self.env["social.message"].sudo()
        if not self.ids:
            return {}
        messages.flush_model(["twist_id", "direction", "automatic", "date"])
        self.flush_model(["profile_id"])
        rows = self.env.execute_query(SQL(LAST_OF_AUTHOR, self.ids))
        return messages.browse(row[0] for row in rows).grouped("twist_id")

    def action_answer_all(self):
        """Open the dialog that tells all these authors what came of it (spec C1).

        :raises UserError: none of them can be answered
        """
        self.check_access("write")
        dialog = self.env["social.answer.all"]._open(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer All"),
            "res_model": dialog._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _why_not_due(self):
        """Why this author is not told now; empty if that is possible."""
        if not self.feedback_due:
            return self.env._("no feedback is due")
        return self.answer_refusal or ""

    def _feedback_seen(self):
        """What tells feedback from newer one, by twist: source and text, each picture
        by its content, since every twist has a copy of its own."""
        ids = [number for twist in self for number in uploaded_ids(twist.feedback)]
        pictures = self.env["ir.attachment"].sudo().browse(ids).exists()
        contents = {str(picture.id): picture.checksum for picture in pictures}
        return {
            twist: "\n".join(
                [
                    twist._feedback_source(),
                    UPLOADED.sub(
                        lambda found: contents.get(found[1]) or found[0],
                        twist.feedback or "",
                    ),
                ]
            )
            for twist in self
        }

    def _respond_to_all(self, bodies, refusals=None, **options):
        """Queue one answer for each twist, on its own channel, spaced in time.

        :param bodies: HTML by twist, with the placeholders of ``_placeholders``
        :param refusals: sentences by twist, why some are not to be answered
        :param options: as ``respond``
        :returns: (the queued ``social.message``, sentences why others were not)
        """
        self.check_access("write")
        refusals = {
            twist: (refusals or {}).get(twist) or twist._why_not_due() for twist in self
        }
        parents, wanted = self._messages_to_tell(), {}
        for twist in self.filtered(lambda one: not refusals[one]):
            parent = parents[twist]
            values = {
                "body": parent._filled(bodies[twist]),
                "subject": reply_subject(parent.subject),
                **options,
            }
            wanted[twist] = (parent, values)
        answers = self._respond_each(wanted, refusals)
        if answers:
            answers.twist_id.sudo(False)._answered(answers)
        return answers.sudo(False), [text for text in refusals.values() if text]

    def _reopen_untold(self, reason):
        """Closed after an answer that did not arrive: somebody has to go on.

        :param reason: for the timeline
        """
        for twist in self:
            was_told = twist.phase == "closed" and twist.closed_from == "feedback"
            if was_told and twist.feedback_due:
                twist._move("feedback", "feedback", reason)
