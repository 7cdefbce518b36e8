"""What authors wrote, for those who work on tickets and ideas but not in the inbox."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, html2plaintext

from ..models.social_twist_tickets import only_ids

SHOWN_TWISTS = 50
SHOWN_MESSAGES = 3  # of each twist, the newest

NEWEST = """
    SELECT id FROM (
        SELECT id, row_number() OVER (
                   PARTITION BY twist_id ORDER BY date DESC, id DESC) AS place
          FROM social_message
         WHERE twist_id = ANY(%(twists)s) AND is_spam IS NOT TRUE
           AND state IS DISTINCT FROM 'cancelled') AS message
     WHERE place <= %(limit)s
"""


class SocialConversations(models.TransientModel):
    """Read-only, made anew each time by the right to read the ticket or, since
    everybody reads published ideas, to write the idea.

    Shows authors, platforms, phases, the newest texts and the feedback of the linked
    twists, and nothing else of the inbox (spec A18).
    """

    _name = "social.conversations"
    _description = "Conversations"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    content = fields.Html(compute="_compute_content", sanitize=False)

    @api.depends("res_model", "res_ids")
    @api.depends_context("uid", "lang")
    def _compute_content(self):
        for dialog in self:
            records = served_records(dialog)
            records.check_access(records._social_conversations_access)
            twists = records._social_twists()
            dialog.content = self.env["ir.qweb"]._render(
                "social_inbox.conversations",
                {
                    "conversations": as_cards(twists[:SHOWN_TWISTS]),
                    "more": max(0, len(twists) - SHOWN_TWISTS),
                },
            )


def served_records(dialog):
    """The tickets or ideas that a dialog is about, by its user's rights.

    :raises AccessError: they are something else
    """
    env = dialog.env
    model = env.get(dialog.res_model)
    mixin = env.registry["social.feedback.mixin"]
    if not isinstance(model, mixin) or not model._social_link:
        raise AccessError(env._("Feedback is written on tickets and ideas."))
    return model.sudo(False).browse(only_ids(env, dialog.res_ids))


def as_cards(twists):
    """One dict of plain values each; a constant number of queries."""
    phases = twists._phase_labels()
    platforms = dict(twists._fields["platform"]._description_selection(twists.env))
    messages = twists.env["social.message"].sudo()
    if twists:
        rows = twists.env.execute_query(
            SQL(NEWEST, twists=twists.ids, limit=SHOWN_MESSAGES)
        )
        messages = messages.browse(row[0] for row in rows)
    texts = messages.sorted("date").grouped("twist_id")
    return [
        {
            "author": twist.profile_id.display_name,
            "platform": platforms.get(twist.platform, twist.platform),
            "phase": phases[twist.phase],
            "subject": twist.name,
            "since": twist.phase_since,
            "messages": [as_text(message) for message in texts.get(twist, ())],
            "feedback": html2plaintext(twist.feedback or "").strip(),
        }
        for twist in twists
    ]


def as_text(message):
    is_ours = message.direction == "outbound"
    author = message.user_id if is_ours else message.profile_id
    return {
        "author": author.display_name or "",
        "is_ours": is_ours,
        "date": message.date,
        "text": (message.text or message.subject or "").strip(),
    }
