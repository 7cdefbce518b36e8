"""Ideas from conversations (spec A16, A17)."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from .social_twist import as_record

WRITTEN = ("name", "description", "tag_ids")


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def action_create_idea(self):
        """Open the wizard that makes an idea of the twists, or links them to one."""
        return self._idea_dialog("new")

    def action_link_idea(self):
        """Open the same wizard at the ideas that are there already (spec A17)."""
        return self._idea_dialog("link")

    def _idea_dialog(self, mode):
        self.check_access("write")
        able = self.filtered(lambda twist: not twist._not_allowed("link"))
        if not able:
            self._check_allowed("link")
        may_create = any(not twist._not_allowed("create") for twist in able)
        mode = mode if may_create else "link"
        titles = {"new": self.env._("Create Idea"), "link": self.env._("Link Idea")}
        action = able[:1]._wizard("social.create.idea", titles[mode])
        context = {
            **action["context"],
            "default_twist_ids": self.ids,
            "default_mode": mode,
        }
        context.pop("default_twist_id")
        return {**action, "context": context}

    def create_idea(self, values, message=None, count_votes=True):
        """An idea of these twists; they move to Process (spec A16).

        :param values: {"name": str, "description": HTML, "tag_ids": ids}
        :param message: the ``social.message`` it is taken from, or its id
        :param count_votes: whether the persons who wrote them count as voters
        :returns: the new ``social.idea``, not published yet
        :raises UserError: the phase forbids it, or there is no title
        """
        self.check_access("write")
        self._check_allowed("create")
        if not self or not (values.get("name") or "").strip():
            raise UserError(self.env._("Give the idea a title."))
        if len(self.company_id) > 1:
            raise UserError(
                self.env._("One idea is for twists of one company. Choose fewer.")
            )
        values = {name: values[name] for name in WRITTEN if name in values}
        # a dialog's defaults are not the idea's
        plain = self.env(context=clean_context(self.env.context))
        idea = plain["social.idea"].create(
            {
                **values,
                "partner_id": self[:1].partner_id.id,
                "company_id": self.company_id.id,
            }
        )
        source = as_record(self.env["social.message"], message)
        if source and source.twist_id in self:
            idea.sudo().message_id = source  # kept by the system
        self._link_to(idea, "create")
        self._count_votes(idea, count_votes)
        return idea

    def link_idea(self, idea, count_votes=True):
        """Link to an idea that is there; those in Engage move to Process (spec A17).

        :param idea: a ``social.idea`` or its id
        :param count_votes: whether the persons who wrote count as voters
        :raises UserError: the phase forbids it, or there is no such idea
        """
        ideas = self.env["social.idea"]
        idea = ideas.browse(as_record(ideas, idea).ids)  # by the user's own right
        if not idea:
            raise UserError(self.env._("Choose an idea."))
        idea = idea.merged_into_id or idea
        idea.check_access("write")
        self._link_to(idea, "link")
        self._count_votes(idea, count_votes)
        return True

    def _count_votes(self, idea, wanted):
        """The persons' votes, while the idea is open to votes.

        :returns: how many are new
        """
        if not wanted or not idea.is_votable:
            return 0
        return len(idea._add_votes(self.partner_id))
