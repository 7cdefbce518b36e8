"""Links of a group answer that tell who clicked (spec B18).

A link is ``/r/<code>/s/<token>``: the code is that of Odoo's own ``link.tracker``, one
for each address in the text; the token is the recipient's, drawn at random, and says
nothing to anybody else. No address of the network is kept with a click.
"""

import ipaddress
import secrets
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..connectors.text import WEB_ADDRESS

TOKEN_BYTES = 9  # 72 bits, 12 characters
SAMPLE_CODE = "AbC123"  # as long as Odoo's codes get
SAMPLE_TOKEN = "sample-token"
LOCAL = (".local", ".localhost", ".internal", ".lan", ".test")


class SocialGroupAnswer(models.Model):
    _inherit = "social.group.answer"

    link_ids = fields.Many2many(
        "link.tracker", string="Tracked Links", readonly=True, copy=False
    )

    @api.model
    def _base_address(self):
        parameters = self.env["ir.config_parameter"].sudo()
        return (parameters.get_param("web.base.url") or "").rstrip("/")

    @api.model
    def _has_public_address(self):
        """Whether customers can reach this server by the address that it names."""
        host = urlsplit(self._base_address()).hostname or ""
        try:
            return ipaddress.ip_address(host).is_global
        except ValueError:
            return "." in host and not host.endswith(LOCAL)

    def _said_of_links(self):
        """What to know of the links in this text, where customers cannot reach us.

        :returns: ``{"problem": str, "note": str}``, one of them at most
        """
        said = {"problem": "", "note": ""}
        has_links = WEB_ADDRESS.search(self.text or "")
        if not has_links or self._has_public_address():
            return said
        address = self._base_address() or self.env._("this server")
        if self.track_links:
            said["problem"] = self.env._(
                "Customers cannot reach %s: the links in your text would not work."
                " Switch Track Links off, or ask an administrator to set web.base.url.",
                address,
            )
        else:
            said["note"] = self.env._(
                "Links are not tracked: customers cannot reach %s. An administrator"
                " sets web.base.url to a public address.",
                address,
            )
        return said

    def _check_links(self, text):
        """:raises UserError: a tracked link would be another one for each author"""
        if not self.track_links:
            return
        for found in WEB_ADDRESS.finditer(text):
            if "{" in found[0] or "}" in found[0]:
                raise UserError(
                    self.env._(
                        "The link %s has a placeholder in it. Leave that out, or switch"
                        " Track Links off.",
                        found[0],
                    )
                )

    def _with_links(self, text, line):
        """The text with a recipient's own links in place of addresses.

        :param line: None: links that look the same, for counting and for looking
        """
        if not self.track_links:
            return text
        codes = {link.url: link.code for link in self._origin.sudo().link_ids}
        token = (line and line.token) or SAMPLE_TOKEN

        def link(found):
            code = codes.get(found[0], SAMPLE_CODE)
            return f"{base}/r/{code}/s/{token}"

        base = self._base_address()
        return WEB_ADDRESS.sub(link, text)

    def _make_links(self, lines):
        """The trackers of this text's addresses, and a token for each recipient."""
        group = self.sudo()
        urls = {found[0] for found in WEB_ADDRESS.finditer(group.text or "")}
        if not (group.track_links and urls):
            return
        if new := sorted(urls - set(group.link_ids.mapped("url"))):
            facts = group._facts_of_links()
            # with a title, else Odoo would fetch the page
            made = group.env["link.tracker"].search_or_create(
                [{"url": url, "title": url, **facts} for url in new]
            )
            group.link_ids = [Command.link(one.id) for one in made]
        for line in lines.filtered(lambda one: not one.token):
            line.token = secrets.token_urlsafe(TOKEN_BYTES)

    def _facts_of_links(self):
        """Where visits come from, as Odoo's reports on campaigns name it."""
        mixin = self.env["utm.mixin"].sudo()
        source = f"{self.name} ({self.id})"
        return {
            "source_id": mixin._find_or_create_record("utm.source", source).id,
            "medium_id": mixin._find_or_create_record("utm.medium", "Social Inbox").id,
            "campaign_id": self._utm_campaign().id,
        }

    def _utm_campaign(self):
        """The marketing campaign of the one campaign that all twists belong to."""
        campaigns = self.campaign_ids
        if len(campaigns) == 1 and "utm_campaign_id" in campaigns._fields:
            return campaigns.utm_campaign_id
        return self.env["utm.campaign"]


class SocialGroupAnswerLine(models.Model):
    _inherit = "social.group.answer.line"

    token = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    click_ids = fields.One2many(
        "link.tracker.click", "social_line_id", string="Visits", readonly=True
    )

    _token_uniq = models.UniqueIndex(
        "(token) WHERE token IS NOT NULL", "The token is used."
    )

    @api.model
    def _of_token(self, token):
        """Whose link it is, as the system; empty if nobody's."""
        lines = self.sudo()
        return lines.search([("token", "=", token)], limit=1) if token else lines

    def _note_click(self, code, country_code=""):
        """Somebody followed a recipient's link; no network address is kept."""
        codes = self.group_id.link_ids.link_code_ids.mapped("code")
        if code not in codes:
            return
        self.env["link.tracker.click"].sudo().add_click(
            code, country_code=country_code, social_line_id=self.id
        )
        self.twist_id._notify_inbox(self.twist_id.ids)

    def _forget_clicks(self):
        """Who clicked is known no more, and further clicks are nobody's."""
        lines = self.sudo()
        links = lines.click_ids.link_id
        lines.click_ids.unlink()
        links._compute_count()
        lines.token = False


class LinkTrackerClick(models.Model):
    _inherit = "link.tracker.click"

    social_line_id = fields.Many2one(
        "social.group.answer.line",
        string="Recipient of a Group Answer",
        index="btree_not_null",
        ondelete="cascade",
        groups="social_inbox.group_social_inbox_agent",
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def unlink(self):
        """What they clicked goes with them (privacy)."""
        lines = self.env["social.group.answer.line"].sudo()
        told = Domain("message_id.profile_id.partner_id", "in", self.ids)
        told |= Domain("twist_id.profile_id.partner_id", "in", self.ids)
        lines.search(told & Domain("token", "!=", False))._forget_clicks()
        return super().unlink()
