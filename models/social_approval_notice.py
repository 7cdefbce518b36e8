"""Who hears of answers that wait, and of what was decided (spec C18)."""

from odoo import fields, models
from odoo.tools import format_datetime

ACTIVITY = "social_inbox.mail_activity_type_approval"
REJECTED = "social_inbox.mail_activity_type_rejected"


class SocialApproval(models.Model):
    """One activity for each approver and campaign, however many answers wait: it is
    there as long as one does, and leads to the one that waits longest."""

    _inherit = "social.approval"

    def _approvers(self):
        """Who is asked: the campaign's supervisors, else those of the company."""
        self.ensure_one()
        users = self.campaign_id.supervisor_ids
        if not users - self.user_id:
            group = self.env.ref("social_inbox.group_social_inbox_supervisor")
            users = group.all_user_ids.filtered(
                lambda user: self.company_id in user.company_ids
            )
        return (users - self.user_id).filtered(
            lambda user: (
                user.active
                and not user._social_why_not_approve(self.user_id, self.campaign_id)
            )
        )

    def _waiting_longest(self, twist=None):
        """What waits longest in the same campaign, as the system; of a twist alone if
        that is given."""
        domain = [
            ("state", "=", "waiting"),
            ("campaign_id", "=", self.campaign_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        domain += [("twist_id", "=", twist.id)] if twist else []
        return self.sudo().search(domain, order="requested_date, id", limit=1)

    def _ask_approvers(self):
        """An answer waits: whoever has no activity for its campaign gets one."""
        self.ensure_one()
        twist = self._waiting_longest().twist_id or self.twist_id.sudo()
        asked = twist._approval_activities().user_id
        campaign = self.campaign_id.name or self.env._("no campaign")
        for user in self._approvers() - asked:
            twist.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                summary=self.env._("Answers wait for approval: %s", campaign),
                user_id=user.id,
            )

    def _tell_approvers_of_rest(self):
        """Decided, or taken back: activities go with the last one, else they lead to
        what waits longest."""
        for approval in self:
            if approval._waiting_longest(approval.twist_id):
                continue
            activities = approval.twist_id.sudo()._approval_activities()
            if longest := activities and approval._waiting_longest():
                twist = longest.twist_id
                known = twist._approval_activities().user_id
                moved = activities.filtered(lambda one, k=known: one.user_id not in k)
                moved.write({"res_id": twist.id})
                activities -= moved
            activities.unlink()

    def _tell_author(self):
        """It was rejected: at once where the author looks, and until it is written
        anew."""
        self.ensure_one()
        user, approver = self.user_id, self.env.user
        twist = self.twist_id.sudo()
        is_here = user.active and twist.with_user(user).has_access("read")
        if user == approver or not is_here:
            return
        summary = self.env._("Your answer was rejected by %s", approver.name)
        twist.with_context(mail_activity_quick_update=True).activity_schedule(
            REJECTED, summary=summary, note=self.note, user_id=user.id
        )
        notice = {
            "type": "warning",
            "sticky": True,
            "title": summary,
            "message": self.env._(
                "%(note)s Your text is in the draft again: %(twist)s",
                note=self.note,
                twist=twist.name,
            ),
        }
        user._bus_send("simple_notification", notice)

    def _as_dict(self):
        """As the conversation shows it below the answer."""
        self.ensure_one()
        until = self.reply_until
        return {
            "id": self.id,
            "state": self.state,
            "reason": self.reason or "",
            "until": fields.Datetime.to_string(until) or "",
            "approver": self.approver_id.name or "",
            "decided": self.decided_date
            and format_datetime(self.env, self.decided_date)
            or "",
            "note": self.note or "",
            "original": self.original_text if self.state == "edited" else "",
        }


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def _approval_activities(self, kind=ACTIVITY):
        """Activities that ask for approval on these twists, of all users."""
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", self.env.ref(kind).id),
                ]
            )
        )
