"""Ideas that say the same become one."""

from odoo import models
from odoo.exceptions import UserError

from .social_twist import as_record


class SocialIdea(models.Model):
    _inherit = "social.idea"

    def action_merge(self):
        """Open the wizard that merges the chosen ideas into one of them."""
        if len(self) < 2:
            raise UserError(self.env._("Choose two ideas or more to merge them."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Ideas"),
            "res_model": "social.idea.merge",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {**self.env.context, "default_idea_ids": self.ids},
        }

    def merge_into(self, target):
        """Give votes, twists and followers to another idea, and archive these.

        :param target: the ``social.idea`` that stays, or its id
        :raises UserError: it is one of these, of another company, or merged itself
        """
        target = self.browse(as_record(self, target).ids)  # by the user's own right
        sources = self - target
        (sources | target).check_access("write")
        sources._check_merge(target)
        # sudo: votes, twists and followers are written by the system only
        system = sources.sudo()
        system._give_votes(target.sudo())
        twists = (
            self.env["social.twist"].sudo().search([("idea_id", "in", sources.ids)])
        )
        twists.write({"idea_id": target.id})
        system._social_activities().write({"res_id": target.id})
        (sources | target)._social_links_changed()
        system._give_followers(target.sudo())
        (system | system.merged_ids).write({"merged_into_id": target.id})
        system.write({"active": False})
        target._note_merged(sources)
        return True

    def _check_merge(self, target):
        if not self:
            raise UserError(self.env._("Choose another idea to merge into."))
        if not target.active:
            raise UserError(
                self.env._("“%s” is archived. Choose another idea.", target.name)
            )
        if self.company_id != target.company_id:
            raise UserError(
                self.env._("Ideas of different companies cannot be merged.")
            )

    def _give_votes(self, target):
        """Votes of persons who voted there already are dropped, as are their twins."""
        (self | target)._lock_votes()
        known, votes = set(target.vote_ids.partner_id.ids), self.vote_ids.sorted("id")
        twice = votes.browse()
        for vote in votes.filtered("partner_id"):
            if vote.partner_id.id in known:
                twice |= vote
            known.add(vote.partner_id.id)
        twice.unlink()
        (votes - twice).write({"idea_id": target.id})

    def _give_followers(self, target):
        known = target.message_partner_ids
        for follower in self.message_follower_ids:
            if follower.partner_id not in known:
                known |= follower.partner_id
                target.message_subscribe(
                    follower.partner_id.ids, subtype_ids=follower.subtype_ids.ids
                )

    def _note_merged(self, sources):
        for source in sources:
            link = source._get_html_link()
            self.message_post(body=self.env._("Merged with %s", link))
            source.message_post(
                body=self.env._("Merged into %s", self._get_html_link())
            )
