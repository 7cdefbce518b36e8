"""Who hears of answers that wait, and of what was decided (spec C18)."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

ACTIVITY = "social_inbox.mail_activity_type_approval"
REJECTED = "social_inbox.mail_activity_type_rejected"


class SocialApproval(models.Model):
    """One activity for each approver and campaign, however many answers wait: it is
    there as long as one does, and leads to the one that waits longest."""

    _inherit = "social.approval"

    def _approvers(self):
        """Who is asked: the campaign's supervisors and those of the author's
        outsourcer, else those of the company."""
        self.ensure_one()
        outsourcer = self.user_id.sudo().social_outsourcer_id
        named = self.campaign_id.supervisor_ids | outsourcer.social_supervisor_ids
        if users := self._who_may_decide(named):
            return users
        group = self.env.ref("social_inbox.group_social_inbox_supervisor")
        return self._who_may_decide(group.all_user_ids)

    def _who_may_decide(self, users):
        author, campaign = self.user_id, self.campaign_id
        return (users - author).filtered(
            lambda user: (
                user.active
                and self.company_id in user.company_ids
                and not user._social_why_not_approve(author, campaign)
                and self._twist_of(user).has_access("write")
            )
        )

    def _twist_of(self, user):
        """Its twist by somebody's rights, whatever companies are chosen now."""
        companies = user.company_ids.ids
        twist = self.twist_id.with_user(user).sudo(False)
        return twist.with_context(allowed_company_ids=companies)

    def _in_groups(self, users):
        """Those who decide on all of the campaign together, each other one alone: what
        waits longest is not the same for them."""
        whole = users.filtered(lambda user: user._social_supervises(self.campaign_id))
        return [one for one in (whole, *(users - whole)) if one]

    def _waiting_longest(self, users, twist=None):
        """What waits longest in the same campaign, as the system; of a twist alone if
        that is given.

        :param users: one of ``_in_groups``, who decide on it
        """
        domain = Domain(
            [
                ("state", "=", "waiting"),
                ("campaign_id", "=", self.campaign_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        if twist:
            domain &= Domain("twist_id", "=", twist.id)
        if not users[:1]._social_supervises(self.campaign_id):
            domain &= users._social_decided_domain()
        return self.sudo().search(domain, order="requested_date, id", limit=1)

    def _ask_approvers(self):
        """An answer waits: whoever has no activity for its campaign gets one."""
        self.ensure_one()
        campaign = self.campaign_id.name or self.env._("no campaign")
        for users in self._in_groups(self._approvers()):
            twist = self._waiting_longest(users).twist_id or self.twist_id.sudo()
            asked = twist._approval_activities().user_id
            for user in users - asked:
                twist.with_context(mail_activity_quick_update=True).activity_schedule(
                    ACTIVITY,
                    summary=self.env._("Answers wait for approval: %s", campaign),
                    user_id=user.id,
                )

    def _tell_approvers_of_rest(self):
        """Decided, or taken back: activities go with the last one, else they lead to
        what waits longest."""
        for approval in self:
            activities = approval.twist_id.sudo()._approval_activities()
            for users in approval._in_groups(activities.user_id):
                mine = activities.filtered(lambda one, u=users: one.user_id in u)
                approval._lead_on(mine, users)

    def _lead_on(self, activities, users):
        if self._waiting_longest(users, self.twist_id):
            return
        if twist := self._waiting_longest(users).twist_id:
            known = twist._approval_activities().user_id
            moved = activities.filtered(lambda one: one.user_id not in known)
            moved.write({"res_id": twist.id})
            activities -= moved
        activities.unlink()

    def _tell_author(self):
        """It was rejected: at once where the author looks, and until it is written
        anew."""
        self.ensure_one()
        user, approver = self.user_id, self.env.user
        twist = self.twist_id.sudo()
        is_here = user.active and self._twist_of(user).has_access("read")
        if user == approver or not is_here:
            return
        summary = self.env._("Your answer was rejected by %s", approver.name)
        twist.with_context(mail_activity_quick_update=True).activity_schedule(
            REJECTED, summary=summary, note=self._said_to_author(), user_id=user.id
        )
        notice = {
            "type": "warning",
            "sticky": True,
            "title": summary,
            "message": self.env._(
                "%(note)s Your text is in the draft again: %(twist)s",
                note=self._said_to_author(),
                twist=twist.name,
            ),
        }
        user._bus_send("simple_notification", notice)

    def _said_to_author(self):
        """Why it was rejected, and what else its author should know."""
        return self.note

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
