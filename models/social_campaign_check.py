"""What only a person can say of a campaign before it begins (spec B14)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

BY_SYSTEM = {"done_date", "done_user_id"}
READY = (
    _lt("The privacy notice is agreed: customers can read what is kept of them."),
    _lt("It is agreed how customers are spoken to, and what is not promised."),
    _lt("Agents know whom to call when something goes wrong."),
    _lt("Somebody watches the answers of the first day."),
)


class SocialCampaignCheck(models.Model):
    """A point of a campaign's checklist that somebody ticks; who did, and when, is
    noted by the system. New campaigns begin with some that most need."""

    _name = "social.campaign.check"
    _description = "Point of a Checklist"
    _order = "campaign_id, sequence, id"

    name = fields.Char(string="Point", required=True)
    sequence = fields.Integer(default=10)
    campaign_id = fields.Many2one(
        "social.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="campaign_id.company_id")
    is_done = fields.Boolean(string="Done", copy=False)
    done_user_id = fields.Many2one(
        "res.users", string="Ticked by", readonly=True, copy=False
    )
    done_date = fields.Datetime(string="Ticked on", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_who(vals) for vals in vals_list])

    def write(self, vals):
        """:raises UserError: the point would get into another campaign"""
        target = vals.get("campaign_id")
        if any(target and one.campaign_id.id != target for one in self.sudo()):
            raise UserError(
                self.env._("A point stays in its campaign: add a new one to the other.")
            )
        return super().write(self._with_who(vals))

    def _with_who(self, vals):
        """Values with who ticks it now, and when; nobody says that of another one."""
        kept = {name: value for name, value in vals.items() if name not in BY_SYSTEM}
        if "is_done" in kept:
            is_done = kept["is_done"]
            kept["done_user_id"] = is_done and self.env.uid
            kept["done_date"] = is_done and fields.Datetime.now()
        return kept

    def action_tick(self):
        """Tick them, or take that back."""
        self.check_access("write")
        for point in self:
            point.is_done = not point.is_done
        return True

    @api.model
    def _make_ready(self, campaigns):
        """Give campaigns the points that most need, in the writer's language."""
        self.create(
            [
                {"campaign_id": campaign.id, "sequence": place, "name": str(text)}
                for campaign in campaigns
                for place, text in enumerate(map(self.env._, READY), 1)
            ]
        )

    @api.model
    def _make_missing(self):
        """For campaigns that are older than this list."""
        campaigns = self.env["social.campaign"].sudo().with_context(active_test=False)
        self.sudo()._make_ready(campaigns.search([("check_ids", "=", False)]))
