"""What an author did on the way into the community, and there."""

from odoo import api, fields, models

KINDS = [
    ("sent", "Invited"),
    ("not_sent", "Not Sent"),
    ("opened", "Opened the Page"),
    ("signed_up", "Signed Up"),
    ("logged_in", "Logged In"),
    ("successful", "Joined"),
    ("declined", "Declined"),
    ("expired", "Expired"),
    ("revoked", "Revoked"),
    ("activity", "In the Community"),
]


class SocialCommunityTrace(models.Model):
    """One line in a profile's trace (spec C11), written by the system for good."""

    _name = "social.community.trace"
    _description = "Trace in the Community"
    _order = "date desc, id desc"
    _rec_name = "kind"

    profile_id = fields.Many2one(
        "social.profile", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Person", readonly=True, index="btree_not_null"
    )
    invitation_id = fields.Many2one(
        "social.invitation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    kind = fields.Selection(KINDS, string="What", required=True, readonly=True)
    text = fields.Char(string="Details", readonly=True)

    _profile_idx = models.Index("(profile_id, date DESC, id DESC)")

    @api.model
    def _add(self, invitations, kind, text=""):
        """A line for each invitation's profile."""
        now = fields.Datetime.now()
        return self.sudo().create(
            [
                {
                    "profile_id": invitation.profile_id.id,
                    "partner_id": invitation.partner_id.id,
                    "invitation_id": invitation.id,
                    "company_id": invitation.company_id.id,
                    "date": now,
                    "kind": kind,
                    "text": text,
                }
                for invitation in invitations
            ]
        )
