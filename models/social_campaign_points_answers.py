"""The checklist's points about answers and their quality (spec B14); see
``social_campaign_points``."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import is_html_empty

from .social_campaign_checklist import Point

GUARDED = ("iban", "card", "mail", "phone", "order")


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    def _for_campaign(self):
        """Records that name campaigns: those for this one and those for all."""
        return Domain("campaign_ids", "=", False) | Domain(
            "campaign_ids", "in", self.ids
        )

    # -- answers -------------------------------------------------------------------

    def _point_about(self):
        name = self.env._("Agents know what it is about")
        if not is_html_empty(self.description):
            text = self.env._("The description stands in the campaign.")
            return Point(name, "done", text)
        text = self.env._("Describe what agents should know of it.")
        return Point(name, "advice", text)

    def _point_outcomes(self):
        name = self.env._("Ready answers")
        company = Domain("company_id", "in", [False, self.company_id.id])
        found = self.env["social.outcome"].search(company & self._for_campaign())
        if any(one.campaign_ids for one in found):
            own = found.filtered("campaign_ids")
            return Point(name, "done", f"{self._names(own)}.")
        text = self.env._("Write the answers that agents will need often.")
        if found:
            text = self.env._(
                "There are those for all campaigns only: write the ones this one needs."
            )
        return Point(name, "advice" if found else "missing", text)

    def _point_fields(self):
        name = self.env._("Extra fields fit together")
        known = {one["name"] for one in self.property_definition or ()}
        gone = self.requirement_ids.filtered(lambda one: one.property_name not in known)
        if gone:
            text = self.env._(
                "Required are %s extra fields that are gone: do not require them.",
                len(gone),
            )
            return Point(name, "missing", text)
        wrong = self.extraction_ids.filtered("mistake")
        if wrong:
            text = self.env._("%s rules that fill extra fields are wrong.", len(wrong))
            return Point(name, "missing", text)
        if not known:
            return None
        text = self.env._(
            "%(fields)s extra fields, %(required)s required, %(filled)s rules that fill"
            " them.",
            fields=len(known),
            required=len(self.requirement_ids),
            filled=len(self.extraction_ids),
        )
        return Point(name, "done", text)

    def _point_match(self):
        if not self.match_kind:
            return None
        name = self.env._("The identifier is found")
        if wrong := self._match_mistake() or self.match_trouble:
            return Point(name, "missing", wrong)
        found = [("campaign_id", "=", self.id), ("match_value", "!=", False)]
        if self.env["social.twist"].search(found, limit=1):
            return Point(name, "done", self.env._("Messages were matched by it."))
        text = self.env._("Paste a message into the tester, and see what is found.")
        return Point(name, "missing", text)

    def _point_guard(self):
        name = self.env._("Answers are checked before they leave")
        company = self.company_id
        levels = [
            self[f"guard_{kind}"] or company[f"social_guard_{kind}"] for kind in GUARDED
        ]
        count = sum(level not in (False, "nothing") for level in levels)
        if count:
            text = self.env._(
                "%(count)s of %(all)s kinds of numbers and addresses are looked for.",
                count=count,
                all=len(GUARDED),
            )
            return Point(name, "done", text)
        text = self.env._("Nothing is looked for: account numbers would get out.")
        return Point(name, "missing", text)

    def _point_words(self):
        name = self.env._("Guarded words")
        words = self.env["social.guard.word"]._severities(self.company_id.id, self.id)
        if words:
            return Point(name, "done", self.env._("%s words or phrases.", len(words)))
        text = self.env._("List what must not be said, or not without a second look.")
        return Point(name, "advice", text)

    # -- quality -------------------------------------------------------------------

    def _point_training(self):
        name, required = self.env._("Training has been read"), self._required_training()
        if not required:
            text = self.env._("Nothing is required: add what agents must have read.")
            return Point(name, "advice", text)
        members = self._members_to_train()
        reads = self.env["social.training.read"].search(
            [("training_id", "in", required.ids), ("user_id", "in", members.ids)]
        )
        count = len(required)
        known = dict.fromkeys(members.ids, 0)
        for read in reads:
            known[read.user_id.id] += 1
        late = members.filtered(lambda one: known[one.id] < count)
        if late:
            text = self.env._("%s must read it before answering.", self._names(late))
            return Point(name, "missing", text)
        return Point(name, "done", self.env._("All agents have read all of it."))

    def _point_certification(self):
        if not self.certification:
            return None
        name = self.env._("The certification is passed")
        if trouble := self._certification_trouble():
            return Point(name, "missing", trouble)
        members = self._members_to_train()
        late = members - self._certified(members)
        if late:
            text = self.env._("%s must pass it before answering.", self._names(late))
            return Point(name, "missing", text)
        return Point(name, "done", self.env._("All agents have passed it."))

    def _point_scorecard(self):
        name = self.env._("Answers are judged by a scorecard")
        company = Domain("company_id", "=", self.company_id.id)
        cards = self.env["social.scorecard"].search(company & self._for_campaign())
        cards = cards.filtered("question_ids")
        if cards:
            return Point(name, "done", f"{self._names(cards)}.")
        text = self.env._(
            "Make a scorecard with the questions that a good answer meets."
        )
        return Point(name, "advice", text)
