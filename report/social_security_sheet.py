"""The security check sheet of a campaign, to be printed (spec B21)."""

from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from odoo.tools.i18n import format_list

ADMINISTRATORS = "social_inbox.group_social_inbox_administrator"
REPORT = "social_inbox.social_security_sheet_report"


class SecuritySheet(models.AbstractModel):
    """What is configured and what is missing, read by the system for those who decide
    for others in the campaign.

    Anybody may ask for any report by its address, whatever its groups: so the first
    thing done is to look who asks. Of a channel a supervisor reads here what they may
    read anyhow, and whether its credentials are kept and encrypted; which ones, by
    whom it was connected and whom rules tell is shown to administrators only. Nobody is
    shown a value: no setting, token, key, password or address that lets somebody in is
    read, but for the host in the address of a rule.
    """

    _name = "report.social_inbox.security_sheet"
    _description = "Security Check Sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        """:raises AccessError: the caller decides for nobody in one of the campaigns"""
        campaigns = self.env["social.campaign"].browse(docids or ())
        if not campaigns:
            raise UserError(self.env._("Choose the campaign whose sheet is printed."))
        for campaign in campaigns:
            campaign._check_supervised()
        now = format_datetime(self.env, fields.Datetime.now(), dt_format="medium")
        return {
            "doc_ids": campaigns.ids,
            "doc_model": campaigns._name,
            "docs": campaigns,
            "sheets": {one.id: self._sheet(one.sudo()) for one in campaigns},
            "printed_by": self.env.user.name,
            "printed_on": f"{now} ({self.env.user.tz or 'UTC'})",
        }

    def _sheet(self, campaign):
        """:returns: ``{"missing": [sentence], "sections": [{"title", "note", "tables":
        [{"name", "head", "rows"}]}]}``, all of it text"""
        return {
            "missing": [
                *self._missing_channels(campaign),
                *self._missing_people(campaign),
                *self._missing_rest(campaign),
            ],
            "sections": [
                self._channels(campaign),
                self._people(campaign),
                self._answers(campaign),
                self._told(campaign),
                self._kept(campaign),
            ],
        }

    # -- what several parts need ---------------------------------------------------

    def _is_administrator(self):
        return self.env.user.has_group(ADMINISTRATORS)

    def _label(self, record, name):
        value = record[name]
        return value and record._fields[name].convert_to_export(value, record) or ""

    def _yes(self, value):
        return self.env._("Yes") if value else self.env._("No")

    def _names(self, records):
        return format_list(self.env, records.mapped("name")) if records else ""

    def _moment(self, value):
        return format_datetime(self.env, value, dt_format="short") if value else ""

    # -- the rest ------------------------------------------------------------------

    def _rules_that_tell(self, campaign):
        return campaign.env["social.rule"].search(
            [
                ("webhook_url", "!=", False),
                ("company_id", "=", campaign.company_id.id),
                "|",
                ("campaign_ids", "=", False),
                ("campaign_ids", "in", campaign.ids),
            ]
        )

    def _told(self, campaign):
        secret = self.env._("for administrators")
        shown = self._is_administrator()
        rows = [
            [
                rule.name,
                rule._webhook_host() if shown else secret,
                self._yes(rule.webhook_cipher),
            ]
            for rule in self._rules_that_tell(campaign)
        ]
        head = [self.env._("Rule"), self.env._("Host"), self.env._("Signed")]
        note = "" if rows else self.env._("No rule tells another system anything.")
        return {
            "title": self.env._("What other systems are told"),
            "note": note,
            "tables": [{"head": head, "rows": rows}] if rows else [],
        }

    def _kept(self, campaign):
        days = self._arrival_days()
        rows = [
            [
                self.env._("Arrivals as they came"),
                self.env._("%s days after they were read", days),
            ],
            [
                self.env._("Arrivals that could not be read"),
                self.env._("until somebody decides"),
            ],
            [
                self.env._("Which rules did what"),
                self.env._("%s days, or while a twist is open", self._log_days()),
            ],
            [
                self.env._("Twists, messages and profiles"),
                self.env._("until somebody deletes them"),
            ],
            [
                self.env._("Credentials"),
                self.env._("encrypted in the database, with a key outside of it"),
            ],
        ]
        if self._is_administrator():
            place = self.env["social.credential"].sudo()._key_place()
            rows.append([self.env._("The key"), place])
        return {
            "title": self.env._("What is kept, where and for how long"),
            "note": "",
            "tables": [{"head": [], "rows": rows}],
        }

    def _arrival_days(self):
        name = "social_inbox.keep_arrivals_days"
        return self.env["social.channel"]._parameter(name, 30)

    def _log_days(self):
        return self.env["social.channel"]._parameter("social_inbox.rule_log_days", 180)

    def _missing_rest(self, campaign):
        levels = [level for _name, level in self._guard_levels(campaign)]
        if not any(level and level != "nothing" for level in levels):
            yield self.env._("Nothing is looked for in answers before they leave.")
        unsigned = self._rules_that_tell(campaign).filtered(
            lambda one: not one.webhook_cipher
        )
        if unsigned:
            yield self.env._(
                "What rules tell other systems is not signed: %s.",
                self._names(unsigned),
            )
        if self._arrival_days() > 365:
            yield self.env._("Arrivals are kept as they came for more than a year.")
        if urlsplit(campaign.get_base_url()).scheme != "https":
            yield self.env._("The address of this server is not encrypted (https).")


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    def action_print_security_sheet(self):
        """The sheets of these campaigns, to be printed.

        :raises AccessError: the caller decides for nobody in one of them
        """
        for campaign in self:
            campaign._check_supervised()
        return self.env.ref(REPORT).report_action(self, config=False)
