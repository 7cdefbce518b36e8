"""What the community sees of an idea, and what of it stays inside."""

from hashlib import sha256

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..connectors.text import html_to_text, text_to_html
from .social_idea import TOLD

# what members may read; the rest, and what other modules add, stays inside
PUBLIC_FIELDS = {
    "id",
    "display_name",
    "name",
    "description",
    "summary",
    "stage",
    "public_answer",
    "is_published",
    "active",
    "tag_ids",
    "vote_count",
    "is_voted",
    "is_votable",
    "is_mine",
    "is_followed",
    "author_name",
    "is_by_staff",
    "comment_count",
    "changed_date",
    "create_date",
    "access_url",
    "search_text",
}
NEWS = "social_inbox.mt_idea_decided"


class SocialIdea(models.Model):
    """No ``portal.mixin``: its token lets whoever holds the link write in the name of
    the idea's author, and here every member would hold it.
    """

    _inherit = "social.idea"

    submission_key = fields.Char(readonly=True, copy=False)
    access_url = fields.Char(compute="_compute_access_url")
    author_name = fields.Char(
        string="Author", compute="_compute_author_name", compute_sudo=True
    )
    is_by_staff = fields.Boolean(compute="_compute_author_name", compute_sudo=True)
    is_mine = fields.Boolean(compute="_compute_is_mine", compute_sudo=True)
    is_followed = fields.Boolean(compute="_compute_is_mine", compute_sudo=True)
    comment_count = fields.Integer(
        string="Comments", compute="_compute_comment_count", compute_sudo=True
    )

    _submission_uniq = models.UniqueIndex(
        "(submission_key) WHERE submission_key IS NOT NULL",
        "This idea was sent already.",
    )

    def _compute_access_url(self):
        for idea in self:
            idea.access_url = f"/ideas/{idea.id}"

    @api.depends("partner_id.name", "partner_id.user_ids.share")
    @api.depends_context("lang")
    def _compute_author_name(self):
        """Short names of members, none of people who never joined."""
        for idea in self:
            author = idea.partner_id
            has_joined = bool(author.user_ids)
            idea.is_by_staff = has_joined and not author.partner_share
            idea.author_name = (
                author._community_name() if has_joined else self.env._("A customer")
            )

    @api.depends("partner_id", "message_follower_ids.partner_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        partner = self.env.user.partner_id
        for idea in self:
            idea.is_mine = idea.partner_id == partner
            idea.is_followed = partner in idea.message_partner_ids

    @api.depends_context("uid")
    def _compute_comment_count(self):
        discussed = {idea: idea._origin._discussed() for idea in self}
        ids = [one.id for ideas in discussed.values() for one in ideas]
        groups = self.env["mail.message"]._read_group(
            [*self._comment_domain(), ("res_id", "in", ids)], ["res_id"], ["__count"]
        )
        counts = dict(groups)
        for idea, ideas in discussed.items():
            idea.comment_count = sum(counts.get(one.id, 0) for one in ideas)

    # -- what stays inside ---------------------------------------------------------

    @api.model
    def _has_field_access(self, field, operation):
        """Members read a few fields only, whichever way they ask."""
        if self.env.su or self.env.user._is_internal():
            return super()._has_field_access(field, operation)
        return operation == "read" and field.name in PUBLIC_FIELDS

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Members read comments on the page, where full names and addresses of
        others are left out, and nowhere else."""
        if self.env.su or self.env.user._is_internal():
            return super()._mail_get_operation_for_mail_message_operation(
                message_operation
            )
        return dict.fromkeys(self, "write")

    def message_post(self, **kwargs):
        """Members comment on the page only, where the author is who is logged in."""
        if not self.env.su and not self.env.user._is_internal():
            raise AccessError(self.env._("Comment on the idea's page instead."))
        return super().message_post(**kwargs)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Members get no mail with another member's name and address in it; news are
        for those to be told in their language."""
        found = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        message = message.sudo()
        if message.subtype_id == self.env.ref(NEWS):
            told = self._told().get(self.env.context.get("social_news_lang"))
            return [one for one in found if told and one["id"] in told.ids]
        if message.author_id and not message.author_id.partner_share:
            return found
        return [one for one in found if not one["share"]]

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Members' mails have a button that leads to the idea's page."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        for name, _function, data in groups:
            if name == "portal":
                data.update(active=True, has_button_access=True)
        return groups

    def _get_access_action(self, access_uid=None, force_website=False):
        user = self.env["res.users"].browse(access_uid) if access_uid else self.env.user
        if force_website or user.sudo().share:
            return {
                "type": "ir.actions.act_url",
                "url": self.access_url,
                "target": "self",
                "res_id": self.id,
            }
        return super()._get_access_action(access_uid, force_website)

    # -- news ----------------------------------------------------------------------

    def _follow(self, partner):
        """Tell a member of decisions; who follows already keeps what they chose."""
        if partner not in self.message_partner_ids:
            news = self.env.ref(NEWS)
            self.message_subscribe(partner.ids, subtype_ids=news.ids)

    def action_follow(self):
        """The user hears of decisions on these ideas."""
        self._check_member()
        for idea in self.sudo():
            idea._follow(self.env.user.partner_id)
        return True

    def action_unfollow(self):
        self._check_member()
        self.sudo().message_unsubscribe(self.env.user.partner_id.ids)
        return True

    def _told(self):
        """Followers who hear of decisions: all but who decided, and of an idea that is
        not published its author only.

        :returns: {language: partners}; with nobody, the user's language
        """
        self.ensure_one()
        idea, news = self.sudo(), self.env.ref(NEWS)
        following = idea.message_follower_ids.filtered(
            lambda one: news in one.subtype_ids
        )
        partners = following.partner_id - self.env.user.partner_id
        partners = partners if idea.is_published else partners & idea.partner_id
        known, own = dict(self.env["res.lang"].get_installed()), self._own_lang()
        told = partners.grouped(lambda one: one.lang if one.lang in known else own)
        return told or {own: partners}

    def _own_lang(self):
        return self.env.user.lang or "en_US"

    def _tell_followers(self):
        """A message for each language of those who are told."""
        for idea in self.filtered(lambda idea: idea.stage in TOLD).sudo():
            for lang in idea._told():
                idea.with_context(lang=lang, social_news_lang=lang)._post_news()

    def _post_news(self):
        """What was decided, in the company's name."""
        self.ensure_one()
        sentences = {
            "planned": self.env._("We plan to do it."),
            "done": self.env._("It is done."),
            "declined": self.env._("We decided not to do it."),
        }
        labels = dict(self._fields["stage"]._description_selection(self.env))
        company = self.company_id.partner_id
        answer = Markup(self.public_answer or "")
        self.message_post(
            subject=self.env._(
                "%(stage)s: %(idea)s", stage=labels[self.stage], idea=self.name
            ),
            body=Markup("<p>%s</p>%s") % (sentences[self.stage], answer),
            author_id=company.id if company.email_normalized else None,
            subtype_xmlid=NEWS,
        )

    def _trace(self, text):
        """Note what a member did in the trace of their profiles."""
        if self.env.user.share:
            self.env.user.partner_id._trace_community(text, self.company_id)

    # -- what members write --------------------------------------------------------

    @api.model
    def _submit(self, title, text, tags, key):
        """An idea of the current user, who votes on it and follows it.

        The caller has checked that its user may take part.

        :param text: plain text
        :param key: a random word of the form; with the same title it is refused
        :raises UserError: they have suggested enough for today
        :raises psycopg2.IntegrityError: this form was sent already
        """
        self._check_ideas_limit()
        partner, company = self.env.user.partner_id, self.env.company
        at_once = company.social_community_publish or not self.env.user.share
        idea = (
            self.sudo()
            .with_context(mail_create_nosubscribe=True)
            .create(
                {
                    "name": title,
                    "description": Markup(text_to_html(text)),
                    "tag_ids": tags.ids,
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "is_published": at_once,
                    "submission_key": self._submission_key(title, key),
                }
            )
        )
        idea._add_votes(partner)
        idea._follow(partner)
        idea._trace(self.env._("Suggested “%s”", title))
        return idea.sudo(False)

    @api.model
    def _submission_key(self, title, key):
        """The same for what the current user sends twice, and for nothing else.

        The title is part of it: a browser shows a form again, with its key, to whoever
        goes back and writes another idea.
        """
        return sha256(f"{self.env.uid} {key} {title}".encode()).hexdigest()

    @api.model
    def _is_submitted(self, title, key):
        """Whether the current user sent this form with this title already."""
        sent = [("submission_key", "=", self._submission_key(title, key))]
        ideas = self.sudo().with_context(active_test=False)
        return bool(ideas.search_count(sent, limit=1))

    @api.model
    def _comment_domain(self):
        """Messages that the community sees: written on the page or sent by staff."""
        return [
            ("model", "=", self._name),
            ("message_type", "=", "comment"),
            ("subtype_id", "=", self.env.ref("mail.mt_comment").id),
            ("is_internal", "=", False),
        ]

    def _discussed(self):
        """These and what was merged into them, as far as it was shown to the user."""
        # sudo: members do not read what was merged, only what was said there
        merged = self.sudo().merged_ids
        return self.sudo() | merged.filtered(
            lambda one: one.is_published or one.is_mine
        )

    def _comments(self):
        """Comments, oldest first, as the page shows them; read access is checked.

        What members wrote is text, whatever came to be stored.

        :returns: [{"id", "author", "is_staff", "is_mine", "date", "body"}]
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: members read no mail.message, since those hold names and addresses
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [*self._comment_domain(), ("res_id", "in", self._discussed().ids)],
                order="id",
            )
        )
        staff = messages.filtered(
            lambda one: one.author_id and not one.author_id.partner_share
        )
        return [
            {
                "id": one.id,
                "author": one.author_id._community_name(),
                "is_staff": one in staff,
                "is_mine": one.author_id == self.env.user.partner_id,
                "date": one.date,
                "body": one.body if one in staff else as_plain(one.body),
            }
            for one in messages
        ]

    def _add_comment(self, text):
        """A comment of the current user; the same words again are not added.

        On a duplicate it goes to the idea that stayed.

        :param text: plain text
        :raises UserError: the idea is archived, or what it went to is hidden, or they
            have commented enough for today
        """
        self.ensure_one()
        self.check_access("read")
        partner, body = self.env.user.partner_id, Markup(text_to_html(text))
        idea = self._commented().sudo()  # members may not write ideas, only on them
        messages = self.env["mail.message"].sudo()
        mine = [("res_id", "=", idea.id), ("author_id", "=", partner.id)]
        last = messages.search([*self._comment_domain(), *mine], limit=1)
        if last and last.body == body:
            return last
        self._check_comments_limit()
        idea._follow(partner)
        idea._trace(self.env._("Commented on “%s”", idea.name))
        return idea.message_post(
            body=body,
            author_id=partner.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _commented(self):
        """Where a comment on this idea goes: to itself, or where it was merged into."""
        # sudo: members do not read the field; whether they may see the target is asked
        target = self.sudo().merged_into_id.sudo(False)
        target = target._filtered_access("read") or self
        if not target.active:
            raise UserError(
                self.env._(
                    "“%s” is closed: it takes no more comments. Look among all ideas"
                    " for one that is open.",
                    self.name,
                )
            )
        return target


def as_plain(body):
    """HTML with the text of a comment only: no pictures, links or styles."""
    return Markup(text_to_html(html_to_text(body or "")))
