"""The parts of the security check sheet about people and answers (spec B21)."""

from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

SUPERVISORS = "social_inbox.group_social_inbox_supervisor"
ADMINISTRATORS = "social_inbox.group_social_inbox_administrator"
GUARDED = ("iban", "card", "mail", "phone", "order")
ROLES = {
    "administrator": _lt("Administrator"),
    "company": _lt("Supervisor of the company"),
    "campaign": _lt("Supervisor of the campaign"),
    "agent": _lt("Agent"),
    "outsourcer": _lt("Supervisor of an outsourcer"),
}
TOTP = "totp_enabled"  # a field of the module auth_totp


class SecuritySheet(models.AbstractModel):
    _inherit = "report.social_inbox.security_sheet"

    # -- people --------------------------------------------------------------------

    def _roles(self, campaign):
        """Who sees anything of the campaign: ``{user: strongest role}``, in the order
        in which they are printed."""
        env, roles = campaign.env, {}
        of_outsourcers = campaign.outsourcer_ids.social_supervisor_ids
        for role, users in (
            ("administrator", env.ref(ADMINISTRATORS).all_user_ids),
            ("company", env.ref(SUPERVISORS).all_user_ids),
            ("campaign", campaign.supervisor_ids),
            ("agent", campaign.user_ids - of_outsourcers),
            ("outsourcer", of_outsourcers),
        ):
            for user in users:
                if campaign.company_id in user.company_ids:
                    roles.setdefault(user, role)
        return roles

    def _people(self, campaign):
        roles = self._roles(campaign)
        second = self._with_second_factor(self._all_users(campaign, roles))
        head = [
            self.env._("Name"),
            self.env._("Role"),
            self.env._("Works for"),
            self.env._("Sees"),
        ]
        rows = [
            [
                user.name,
                self._role(user, role),
                user.social_outsourcer_id.name or campaign.company_id.name,
                self._sees(campaign, user, role),
            ]
            for user, role in roles.items()
        ]
        if second is not None:
            head.append(self.env._("Second factor"))
            for user, row in zip(roles, rows, strict=True):
                row.append(self._yes(user in second))
        return {
            "title": self.env._("Who sees the campaign"),
            "note": self._people_note(campaign),
            "tables": [{"head": head, "rows": rows}],
        }

    def _all_users(self, campaign, roles):
        return campaign.env["res.users"].browse(user.id for user in roles)

    def _role(self, user, role):
        label = self.env._(ROLES[role])
        return self.env._("%s, trainee", label) if user.social_is_trainee else label

    def _sees(self, campaign, user, role):
        """By the rules of ``res.users._social_scope``, in words."""
        if role not in ("agent", "outsourcer"):
            return self.env._("All twists")
        team = self.env._("The outsourcer's and nobody's twists")
        if user not in campaign.user_ids:
            return team
        if campaign.is_restricted:
            own = self.env._("Own and nobody's twists")
            return team if role == "outsourcer" else own
        is_apart = user.social_outsourcer_id and campaign.is_apart
        return team if is_apart else self.env._("All twists")

    def _people_note(self, campaign):
        if not campaign.outsourcer_ids:
            return self.env._("No outsourcer works on the campaign.")
        names = self._names(campaign.outsourcer_ids)
        if campaign.is_apart:
            return self.env._("Outsourcers, apart from others: %s.", names)
        return self.env._("Outsourcers, who see what others do: %s.", names)

    def _with_second_factor(self, users):
        """Those who log in with one; None where Odoo has none to offer."""
        if TOTP not in users._fields:
            return None
        return users.search([("id", "in", users.ids), (TOTP, "=", True)])

    def _missing_people(self, campaign):
        if not campaign.user_ids:
            yield self.env._("The campaign has no agents.")
        if not campaign.supervisor_ids:
            yield self.env._("The campaign has no supervisor of its own.")
        users = self._all_users(campaign, self._roles(campaign))
        second = self._with_second_factor(users)
        if second is not None and users - second:
            yield self.env._(
                "Log in without a second factor: %s.", campaign._names(users - second)
            )
        alone = campaign.outsourcer_ids.filtered(
            lambda one: not one.social_supervisor_ids
        )
        if alone:
            yield self.env._("Nobody decides for the agents of %s.", self._names(alone))
        if campaign.outsourcer_ids and not campaign.is_apart:
            yield self.env._("Outsourcers see what others work on.")

    # -- answers -------------------------------------------------------------------

    def _guard_levels(self, campaign):
        """(label, level) of what is looked for in answers."""
        company = campaign.company_id
        for kind in GUARDED:
            field = campaign._fields[f"guard_{kind}"]
            label = field._description_string(self.env)
            yield label, campaign[field.name] or company[f"social_guard_{kind}"]

    def _answers(self, campaign):
        company = campaign.company_id
        followers = campaign.approval_followers or company.social_approval_followers
        approval = self.env._("only answers of trainees")
        if campaign.needs_approval:
            approval = self.env._("all answers")
        elif followers:
            approval = self.env._(
                "answers of trainees, and public ones to authors with %s followers or"
                " more",
                followers,
            )
        scopes = dict(campaign._fields["guard_scope"]._description_selection(self.env))
        levels = dict(campaign._fields["guard_iban"]._description_selection(self.env))
        scope = campaign.guard_scope or company.social_guard_scope
        rows = [
            [self.env._("A supervisor approves"), approval],
            [self.env._("Looked at before they leave"), scopes.get(scope, "")],
            *[
                [label, levels.get(level or "nothing")]
                for label, level in self._guard_levels(campaign)
            ],
            [self.env._("Guarded words"), self._word_count(campaign)],
        ]
        return {
            "title": self.env._("Answers"),
            "note": "",
            "tables": [{"head": [], "rows": rows}],
        }

    def _word_count(self, campaign):
        words = campaign.env["social.guard.word"]._severities(
            campaign.company_id.id, campaign.id
        )
        return str(len(words))
