"""How much one member may write in a day, so that nobody floods the community (B19)."""

from datetime import timedelta

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import babel_locale_parse, get_lang

IDEAS_PARAMETER = "social_inbox.ideas_per_day"
COMMENTS_PARAMETER = "social_inbox.comments_per_day"
DAY = timedelta(hours=24)


class SocialIdea(models.Model):
    """Colleagues may write as much as they want; a limit of 0 is none.

    What is sent at the very same moment is not counted yet, so that a member with many
    connections gets a few more through.
    """

    _inherit = "social.idea"

    @api.model
    def _check_ideas_limit(self):
        """:raises UserError: the user has suggested enough for now"""
        limit = self.env["social.channel"]._parameter(IDEAS_PARAMETER, 10)
        # sudo: members read neither persons nor keys; archived ones were sent, too
        ideas = self.sudo().with_context(active_test=False)
        own = ("partner_id", "=", self.env.user.partner_id.id)
        by_themselves = ("submission_key", "!=", False)
        if wait := self._wait_below(limit, ideas, [own, by_themselves]):
            raise UserError(
                self.env._(
                    "You have suggested as many ideas as a member may in 24 hours"
                    " (%(limit)s). Keep your text: you can send it %(wait)s.",
                    limit=limit,
                    wait=wait,
                )
            )

    @api.model
    def _check_comments_limit(self):
        """:raises UserError: the user has commented enough for now"""
        limit = self.env["social.channel"]._parameter(COMMENTS_PARAMETER, 30)
        messages = self.env["mail.message"].sudo()  # members read none
        own = ("author_id", "=", self.env.user.partner_id.id)
        if wait := self._wait_below(limit, messages, [*self._comment_domain(), own]):
            raise UserError(
                self.env._(
                    "You have written as many comments as a member may in 24 hours"
                    " (%(limit)s). Keep your text: you can send it %(wait)s.",
                    limit=limit,
                    wait=wait,
                )
            )

    @api.model
    def _wait_below(self, limit, records, sent):
        """How long until fewer than ``limit`` records were sent within a day.

        :param sent: domain of what the user sent, ever
        :returns: in words ("in 5 hours"), rounded up; empty if it is so already
        """
        if not limit or not self.env.user.share:
            return ""
        now = fields.Datetime.now()
        recent = [*sent, ("create_date", ">", now - DAY)]
        newest = "create_date desc, id desc"
        full = records.search(recent, order=newest, limit=1, offset=limit - 1)
        return self._in_words(full.create_date + DAY - now) if full else ""

    @api.model
    def _in_words(self, wait):
        """A time in minutes, or from an hour on in hours, never less than it is."""
        unit = 3600 if wait > timedelta(hours=1) else 60
        whole = timedelta(seconds=-(-wait.total_seconds() // unit) * unit)
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_timedelta(whole, threshold=1, add_direction=True, locale=locale)
