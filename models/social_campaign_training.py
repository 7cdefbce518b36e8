"""What agents must have done before they answer in a campaign (spec B17)."""

from odoo import api, fields, models
from odoo.tools import format_list

ADMINISTRATORS = "social_inbox.group_social_inbox_administrator"


class SocialCampaign(models.Model):
    """Whoever answers must be ready for it, supervisors, too; administrators, who
    could change what is asked for, need not."""

    _inherit = "social.campaign"

    training_ids = fields.Many2many("social.training")
    answer_refusal = fields.Char(
        string="Why You Cannot Answer Yet", compute="_compute_answer_refusal"
    )
    answer_action = fields.Char(string="What Helps", compute="_compute_answer_refusal")

    @api.depends(
        "training_ids.is_required",
        "training_ids.active",
        "training_ids.read_ids.user_id",
    )
    @api.depends_context("uid")
    def _compute_answer_refusal(self):
        """A field, so that it is asked once for however many answers."""
        is_free = self.env.user.has_group(ADMINISTRATORS)
        for campaign in self:
            found = ("", "") if is_free else campaign.sudo()._why_not_ready()
            campaign.answer_refusal, campaign.answer_action = found

    @api.model_create_multi
    def create(self, vals_list):
        campaigns = super().create(vals_list)
        if any("training_ids" in vals for vals in vals_list):
            self.env.registry.clear_cache()
        return campaigns

    def write(self, vals):
        result = super().write(vals)
        if "training_ids" in vals:
            self.env.registry.clear_cache()
        return result

    def _why_not_ready(self):
        """What the user has to do before answering.

        :returns: (sentence, action), as ``social.twist._why_not_respond``
        """
        missing = self._required_training() - self._training_read()
        if not missing:
            return "", ""
        names = format_list(self.env, [f"“{one.name}”" for one in missing])
        text = self.env._(
            "Read %s first: it stands under Training beside the conversation, where"
            " you tick that you have read it.",
            names,
        )
        return text, ""

    def _required_training(self):
        known = self.env["social.training"]._of_campaigns().get(self.id, {})
        ids = [id_ for id_, is_required in known.items() if is_required]
        return self.env["social.training"].browse(ids)

    def _training_read(self):
        """The training that the user has read, of what is required here."""
        required = self._required_training()
        if not required:
            return required
        mine = [("training_id", "in", required.ids), ("user_id", "=", self.env.uid)]
        return self.env["social.training.read"].search(mine).training_id

    def _members_to_train(self):
        """Agents and supervisors of these campaigns, but administrators."""
        free = self.env.ref(ADMINISTRATORS).all_user_ids
        return (self.user_ids | self.supervisor_ids).filtered("active") - free
