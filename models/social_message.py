"""Posts, comments, direct messages and mails of a twist, inbound and outbound."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, html_sanitize

from ..connectors.types import DeletionEvent, DeliveryEvent, EditEvent
from .message_html import text_to_html, without_remote_pictures

KINDS = [
    ("post", "Post"),
    ("comment", "Comment"),
    ("direct", "Direct Message"),
    ("mention", "Mention"),
    ("review", "Review"),
    ("mail", "Mail"),
]
TYPES = [
    ("initial", "Initial"),
    ("answer", "Answer"),
    ("reaction", "Reaction"),
    ("related", "Related"),
]
STATES = [
    ("waiting", "Waiting for Approval"),
    ("queued", "Waiting"),
    ("sending", "Sending"),
    ("sent", "Sent"),
    ("failed", "Failed"),
    ("unknown", "Perhaps Sent"),
    ("cancelled", "Withdrawn"),
]
REPORTED = ("sending", "sent", "unknown")  # what became of these is news
RECEIPTS = [("delivered", "Delivered"), ("read", "Read")]
SENTIMENTS = [("good", "Good"), ("neutral", "Neutral"), ("bad", "Bad")]
RELEVANCES = [("0", "None"), ("1", "Low"), ("2", "Medium"), ("3", "High")]
CHANGES = {
    EditEvent: "_apply_edit",
    DeletionEvent: "_apply_deletion",
    DeliveryEvent: "_apply_delivery",
}


class SocialMessage(models.Model):
    """One message. Our own table, not ``mail.message``: written in bulk, and read
    by the rights of its twist.

    What came as HTML is kept as it came in ``source_html`` and sanitised when it is
    first displayed; nothing else may show it.
    """

    _name = "social.message"
    _description = "Social Message"
    _order = "date desc, id desc"
    _rec_name = "preview"
    _check_company_auto = True

    twist_id = fields.Many2one("social.twist", required=True, ondelete="cascade")
    channel_id = fields.Many2one(
        "social.channel", required=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    profile_id = fields.Many2one("social.profile", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Person")
    user_id = fields.Many2one("res.users", string="Written by", readonly=True)
    direction = fields.Selection(
        [("inbound", "Inbound"), ("outbound", "Outbound")], required=True, readonly=True
    )
    type = fields.Selection(TYPES, required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    external_id = fields.Char(readonly=True)
    payload_id = fields.Char(readonly=True)
    parent_id = fields.Many2one("social.message", readonly=True, ondelete="set null")
    ancestor_ids = fields.Json(readonly=True)
    inbound_id = fields.Many2one(
        "social.inbound",
        string="Arrival",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date = fields.Datetime(required=True, readonly=True)
    subject = fields.Char(readonly=True)
    text = fields.Text(readonly=True)
    preview = fields.Char(readonly=True)
    source_html = fields.Text(readonly=True, groups=fields.NO_ACCESS)
    source_quote = fields.Text(readonly=True, groups=fields.NO_ACCESS)
    is_html = fields.Boolean(readonly=True)
    body_cache = fields.Text(readonly=True, groups=fields.NO_ACCESS)
    quote_cache = fields.Text(readonly=True, groups=fields.NO_ACCESS)
    body = fields.Html(compute="_compute_body", sanitize=False)
    quote = fields.Html(compute="_compute_body", sanitize=False)
    url = fields.Char(readonly=True)
    language = fields.Char(readonly=True)
    rating = fields.Integer(readonly=True)
    visibility = fields.Selection(
        [("public", "Public"), ("private", "Private")], readonly=True
    )
    automatic = fields.Selection(
        [("reply", "Automatic Reply"), ("bounce", "Bounce"), ("list", "Mailing List")],
        readonly=True,
    )
    reply_address = fields.Char(readonly=True)
    recipients = fields.Json(readonly=True)
    is_spam = fields.Boolean(string="Spam", readonly=True)
    is_unread = fields.Boolean(string="Unread", readonly=True)
    sentiment = fields.Selection(SENTIMENTS, readonly=True)
    relevance = fields.Selection(RELEVANCES, readonly=True)
    receipt = fields.Selection(
        RECEIPTS,
        readonly=True,
        copy=False,
        help="What the platform tells of an answer after it was sent.",
    )
    edited_date = fields.Datetime(readonly=True)
    deleted_date = fields.Datetime(readonly=True)
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        domain=[("res_model", "=", "social.message")],
        string="Attachments",
        readonly=True,
    )

    _external_uniq = models.UniqueIndex(
        "(channel_id, external_id) WHERE external_id IS NOT NULL",
        "This message is known already.",
    )
    _twist_idx = models.Index("(twist_id, date DESC, id DESC)")
    _unread_idx = models.Index("(twist_id) WHERE is_unread IS TRUE")
    _recent_idx = models.Index("(date DESC, id DESC) INCLUDE (company_id, campaign_id)")
    # opinion leaders are counted in these two alone, without the wide rows
    _profile_idx = models.Index(
        "(profile_id, date)"
        " INCLUDE (id, twist_id, company_id, campaign_id, direction, is_spam,"
        " automatic, sentiment)"
    )
    _parent_idx = models.Index(
        "(parent_id) INCLUDE (profile_id, direction, state, is_spam)"
        " WHERE parent_id IS NOT NULL"
    )
    _undelivered_idx = models.Index(
        "(date DESC, id DESC) WHERE state IN ('failed', 'unknown')"
    )

    @api.depends("text", "is_html", "source_html", "source_quote")
    def _compute_body(self):
        for message in self:
            message.body, message.quote = message._display_bodies()
        self._keep_bodies()

    def _display_bodies(self):
        """The new text and the quotation as HTML that is safe to show."""
        message = self.sudo()
        if not message.is_html:
            quote = message.source_quote
            return text_to_html(message.text), text_to_html(quote) if quote else False
        if message.body_cache is not False:
            return Markup(message.body_cache), Markup(message.quote_cache or "")
        return tuple(
            message._sanitize(source) if source else Markup("")
            for source in (message.source_html, message.source_quote)
        )

    def _sanitize(self, source):
        """Untrusted HTML made safe: nothing active, remote pictures not loaded."""
        clean = html_sanitize(
            source,
            sanitize_attributes=True,
            sanitize_style=True,
            strip_classes=True,
        )
        return without_remote_pictures(clean, self._inline_pictures())

    def _keep_bodies(self):
        """Sanitising costs a millisecond a message: keep what was just made."""
        fresh = self.sudo().filtered(
            lambda message: message.is_html and message.body_cache is False
        )
        if not fresh or self.env.cr.readonly:
            return
        rows = [
            SQL("(%s, %s, %s)", message.id, str(message.body), str(message.quote or ""))
            for message in fresh
        ]
        # one statement, and outside the ORM: a cache is no change of the record
        self.env.cr.execute(
            SQL(
                """
                UPDATE social_message SET body_cache = fresh.body,
                       quote_cache = fresh.quote
                  FROM (VALUES %s) AS fresh (id, body, quote)
                 WHERE social_message.id = fresh.id
                """,
                SQL(", ").join(rows),
            )
        )

    # -- edits and deletions on the platform ---------------------------------------

    @api.model
    def _apply_changes(self, places, changes):
        """Edits, deletions and delivery reports of known messages.

        :param places: ids of the channels that the messages may be of
        :param changes: events by the message's external id
        :returns: the ids that are known
        """
        known = self.search(
            [("channel_id", "in", places), ("external_id", "in", list(changes))]
        )
        for message in known:
            for event in changes[message.external_id]:
                getattr(message, CHANGES[type(event)])(event)
        known.filtered("edited_date")._index_texts()
        known.twist_id._recount()
        return set(known.mapped("external_id"))

    def _index_texts(self):
        """What these messages say is found by search, in one statement."""
        twists = self.grouped("twist_id").items()
        self.env["social.twist"]._index_texts(
            {
                twist.id: " ".join(filter(None, own.mapped("text")))
                for twist, own in twists
            }
        )

    def _apply_edit(self, event):
        """Unless a later one was here first."""
        moment = naive(event.edited_at)
        if moment and self.edited_date and moment < self.edited_date:
            return
        self.write(
            {
                "text": event.text or event.body,
                "preview": one_line(event.text or event.body),
                "source_html": event.body if event.is_html else False,
                "is_html": event.is_html,
                "body_cache": False,
                "quote_cache": False,
                "edited_date": moment or fields.Datetime.now(),
            }
        )

    def _apply_deletion(self, event):
        self.deleted_date = naive(event.deleted_at) or fields.Datetime.now()

    def _apply_delivery(self, event):
        """Reports come in any order: what was read stays read, and what a person
        decided since stays so."""
        if self.direction != "outbound":
            return
        if event.state == "failed":
            if self.state not in REPORTED:
                return
            self.write({"state": "failed", "error": event.reason})
            self.twist_id._answer_changed(self)
        elif self.receipt != "read":
            self.receipt = event.state


def naive(moment):
    """An aware time as Odoo stores it: UTC without a zone; None stays."""
    return moment and moment.replace(tzinfo=None)


def one_line(text, width=200):
    """The beginning of a text, on one line, for lists."""
    return " ".join((text or "")[: 3 * width].split())[:width]
