"""Training for the agents of campaigns, and who has read it (spec B17)."""

from urllib.parse import quote, urlsplit

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

SUPERVISORS = "social_inbox.group_social_inbox_supervisor"


class SocialTraining(models.Model):
    """A page or a file. What is for which campaign is kept in a cache: it is asked
    for with each twist that is opened."""

    _name = "social.training"
    _inherit = "social.cached.mixin"
    _description = "Training"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    campaign_ids = fields.Many2many(
        "social.campaign",
        string="Campaigns",
        check_company=True,
        help="Whose agents see it beside each conversation; none: nobody does.",
    )
    url = fields.Char(string="Page", help="An address that begins with https.")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    is_required = fields.Boolean(
        string="Required", help="Whoever has not read it cannot answer yet."
    )
    read_ids = fields.One2many(
        "social.training.read",
        "training_id",
        string="Read by",
        groups="social_inbox.group_social_inbox_lead",
    )
    missing_user_ids = fields.Many2many(
        "res.users",
        string="Not Read by",
        compute="_compute_missing_user_ids",
        groups=SUPERVISORS,
    )

    @api.depends(
        "campaign_ids.user_ids", "campaign_ids.supervisor_ids", "read_ids.user_id"
    )
    def _compute_missing_user_ids(self):
        for training in self:
            readers = training.sudo().read_ids.user_id
            members = training.sudo().campaign_ids._members_to_train()
            training.missing_user_ids = members - readers

    @api.constrains("url", "file")
    def _check_material(self):
        for training in self:
            if not (training.url or training.file):
                raise ValidationError(
                    self.env._(
                        "%s: enter the address of a page, or choose a file.",
                        training.name,
                    )
                )
            if training.url and not is_https(training.url):
                raise ValidationError(
                    self.env._("%s: the address begins with https.", training.name)
                )

    @api.model
    @tools.ormcache()
    def _of_campaigns(self):
        """:returns: ``{campaign id: {training id: whether it is required}}``"""
        found = {}
        for training in self.sudo().search([("campaign_ids", "!=", False)]):
            for campaign in training.campaign_ids.ids:
                found.setdefault(campaign, {})[training.id] = training.is_required
        return found

    def action_read(self):
        """Remember that the caller has read it; once is enough."""
        self.check_access("read")
        user = self.env.user
        readings = self.env["social.training.read"].sudo()
        known = readings.search(
            [("training_id", "in", self.ids), ("user_id", "=", user.id)]
        )
        missing = self - known.training_id.sudo(False)
        readings.create(
            [{"training_id": one.id, "user_id": user.id} for one in missing]
        )
        return True

    def _as_dicts(self):
        """:returns: ``[{"id", "name", "url", "is_required", "read"}]``: where it is,
        and when the caller read it (UTC, or "")"""
        mine = self.env["social.training.read"].search_fetch(
            [("training_id", "in", self.ids), ("user_id", "=", self.env.uid)],
            ["training_id", "date"],
        )
        dates = {one.training_id.id: one.date for one in mine}
        return [
            {
                "id": one.id,
                "name": one.name,
                "url": one.url or one._file_url(),
                "is_required": one.is_required,
                "read": fields.Datetime.to_string(dates.get(one.id)) or "",
            }
            for one in self
        ]

    def _file_url(self):
        name = quote(self.file_name or self.name, safe="")
        return f"/web/content/social.training/{self.id}/file/{name}"


class SocialTrainingRead(models.Model):
    """Written by the system only. An administrator removes what has to be read once
    more."""

    _name = "social.training.read"
    _description = "Training Read"
    _order = "date desc, id desc"
    _rec_name = "training_id"

    training_id = fields.Many2one(
        "social.training", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Datetime(
        string="Read on", required=True, readonly=True, default=fields.Datetime.now
    )

    _once = models.Constraint(
        "UNIQUE(training_id, user_id)", "This training was read already."
    )


def is_https(url):
    """Whether an address is one of the web that is encrypted."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)
