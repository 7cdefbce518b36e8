"""Activities of the type Social: on tickets and ideas, until their authors know."""

from odoo import SUPERUSER_ID, api, models
from odoo.tools import html2plaintext

from .social_feedback_mixin import WAITING


class SocialFeedbackMixin(models.AbstractModel):
    _inherit = "social.feedback.mixin"

    @api.model
    def _social_activity_type(self):
        return self.env.ref("social_inbox.mail_activity_type_social")

    def _social_activity_user(self):
        """Who is asked for feedback on this record; nobody is possible."""
        return self.user_id if "user_id" in self._fields else self.env["res.users"]

    def _social_activities(self):
        """What is still to be done here for authors, read by the system."""
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", self._social_activity_type().id),
                ]
            )
        )

    @api.model
    def _social_schedule(self, rows):
        """Add activities; also on records that the user may not write.

        :param rows: (record, user, summary, twist or none) each
        """
        fixed = {
            "activity_type_id": self._social_activity_type().id,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "automated": True,
        }
        values = [
            {
                **fixed,
                "res_id": record.id,
                "user_id": user.id,
                "summary": summary,
                "social_twist_id": twist and twist.id,
            }
            for record, user, summary, twist in rows
        ]
        activities = self.env["mail.activity"].sudo()
        activities.create(values[:1])
        # a hundred twists on one ticket are one mail to its user, not a hundred
        activities.with_context(mail_activity_quick_update=True).create(values[1:])

    # -- a twist was linked --------------------------------------------------------

    def _social_moved_here(self, twists):
        """Twists lead to this record now; what others of its kind were asked is
        gone."""
        self.ensure_one()
        known = self.env["mail.activity"].sudo()
        known.search(
            [
                ("social_twist_id", "in", twists.ids),
                ("res_model", "=", self._name),
                ("res_id", "!=", self.id),
            ]
        ).unlink()

    def _social_linked(self, twists):
        """Twists were linked to this record: somebody is asked for feedback (A17),
        once for each twist."""
        self.ensure_one()
        user = self.sudo()._social_activity_user()
        asked = self._social_activities().mapped("social_twist_id")
        new = twists - twists.browse(asked)
        self._social_schedule(
            [(self, user, twist._social_waits(), twist) for twist in new]
        )

    # -- the record is finished ----------------------------------------------------

    def _ask_for_feedback(self):
        """Records were finished: ask whoever did it what their authors are told.

        At once in the web client, and by an activity that stays until feedback is
        written. Nothing is blocked: portal users and robots finish records too.
        """
        groups = self.env["social.twist"].sudo()
        groups = groups._read_group(
            self._social_domain() & WAITING, [self._social_link], ["__count"]
        )
        waiting = self.browse(record.id for record, count in groups)
        if not waiting:
            return
        user = self.env.user
        asked = user._is_internal() and user.id != SUPERUSER_ID
        if asked:
            payload = {"model": self._name, "ids": waiting.ids}
            user._bus_send("social_inbox/feedback_wanted", payload)
        busy = waiting._social_activities().mapped(
            lambda one: (one.res_id, one.user_id)
        )
        summary = self.env._("Tell the authors what came of it")
        rows = []
        for record in waiting.sudo():
            responsible = user if asked else record._social_activity_user()
            if (record.id, responsible) not in busy:
                rows.append((record, responsible, summary, None))
        self._social_schedule(rows)

    # -- feedback was written ------------------------------------------------------

    def _social_feedback_written(self, told):
        """What was asked for is done; the record remembers what was said, once."""
        name, open_ = self._social_link, self._social_activities()
        waiting = set(self._social_twists().filtered_domain(WAITING)[name].ids)
        done = open_.filtered(
            lambda one: (
                one.social_twist_id in told.ids
                if one.social_twist_id
                else one.res_id not in waiting
            )
        )
        text = html2plaintext(told[:1].feedback or "")
        single = set()
        for activities in done.grouped("res_id").values():
            if len(activities) == 1:
                activities.action_feedback(feedback=text)
                single.add(activities.res_id)
            else:  # one note below instead of as many as there are authors
                activities.write({"active": False, "feedback": text})
        for record in told[name].filtered(lambda one: one.id not in single):
            note = self.env._("Feedback written to the Social Inbox: %s", text)
            record.message_post(body=note, subtype_xmlid="mail.mt_note")
