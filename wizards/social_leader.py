"""An opinion leader that was found, and what can be done with the people found."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models import phases
from ..models.social_message import SENTIMENTS


class SocialLeader(models.TransientModel):
    """One row of an answer: a person with all profiles, or a profile that is linked to
    nobody (spec A21). The figures are those of the moment it was asked.

    The rows are written by ``social.leader.search`` alone.
    """

    _name = "social.leader"
    _description = "Opinion Leader"
    _order = "message_count desc, last_message_date desc, id"

    search_id = fields.Many2one(
        "social.leader.search", required=True, index=True, ondelete="cascade"
    )
    profile_id = fields.Many2one(
        "social.profile",
        string="Busiest Profile",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Person")
    company_id = fields.Many2one(related="profile_id.company_id")
    name = fields.Char()
    platforms = fields.Char()
    profile_count = fields.Integer(string="Profiles")
    is_blocked = fields.Boolean(string="Blocked")
    message_count = fields.Integer(
        string="Messages", help="From outside, without spam, in the period asked for."
    )
    reach = fields.Integer(
        help="Followers of the profiles that wrote, together; who follows two counts"
        " twice."
    )
    reply_count = fields.Integer(
        string="Replies", help="Messages of others that answer theirs."
    )
    answer_count = fields.Integer(
        string="Answers", help="Answers of ours to their messages that were sent."
    )
    sentiment_worst = fields.Selection(SENTIMENTS, string="Worst Sentiment")
    sentiment_average = fields.Float(
        string="Sentiment",
        aggregator="avg",
        help="From -1, all messages rated are bad, to 1, all are good.",
    )
    waiting_count = fields.Integer(
        string="Waiting", help="Open twists of theirs that have no answer yet."
    )
    last_message_date = fields.Datetime(string="Last Message")

    def action_change_search(self):
        """Open the question again, as it was asked; no row needs to be chosen."""
        search_id = self.env.context.get("social_leader_search_id")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_leader_search_action"
        )
        search = self.env["social.leader.search"].browse(search_id or ()).exists()
        return {**action, "res_id": search.id}

    # -- what is theirs ------------------------------------------------------------

    def _profiles(self):
        """All profiles of the persons, and those that are linked to nobody."""
        profiles = self.profile_id
        persons = Domain("partner_id", "in", profiles.partner_id.ids)
        return profiles | self.env["social.profile"].search(persons)

    def _domain_twists(self):
        """Twists in which they wrote, whoever began them."""
        written = [
            ("profile_id", "in", self._profiles().ids),
            ("direction", "=", "inbound"),
        ]
        return Domain("message_ids_social", "any", written)

    # -- actions -------------------------------------------------------------------

    def action_view_twists(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "social_inbox.social_twist_action"
        )
        title = self.name if len(self) == 1 else self.env._("Twists of Leaders")
        return {
            **action,
            "display_name": title,
            "domain": list(self._domain_twists()),
            "context": {},
        }

    def action_open_person(self):
        """The contact, or the profile as long as it is linked to nobody."""
        self.ensure_one()
        record = self.partner_id or self.profile_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def action_assign_person(self):
        """Say who is behind a profile, in the newest twist where that is allowed.

        :raises UserError: a person is linked, or all twists are in Listen
        """
        self.ensure_one()
        if self.partner_id:
            raise UserError(
                self.env._("%s is a person already.", self.partner_id.display_name)
            )
        allowed = [("phase", "in", list(phases.ALLOWED["assign"]))]
        twist = self.env["social.twist"].search(
            self._domain_twists() & Domain(allowed), limit=1
        )
        if not twist:
            raise UserError(
                self.env._(
                    "All twists of %s are in Listen. Move one of them to Understand"
                    " first.",
                    self.name,
                )
            )
        return twist.with_context(
            default_profile_id=self.profile_id.id
        ).action_assign_person()

    def action_assign_twists(self):
        return self._dialog("social.leader.assign", self.env._("Assign Twists"))

    def action_add_tags(self):
        return self._dialog("social.leader.tag", self.env._("Add Tags"))

    def action_invite(self):
        """Invite each to the community, where they wrote last (spec A12)."""
        return self.profile_id.action_invite()

    def _dialog(self, model, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_leader_ids": self.ids},
        }

    def action_schedule_activity(self):
        """Odoo's dialog, on the busiest profile of each."""
        context = {"active_model": "social.profile", "active_ids": self.profile_id.ids}
        return {
            **self._dialog("mail.activity.schedule", self.env._("Schedule Activity")),
            "context": context,
        }
