"""A twist as its conversation: messages, notes, events, the post (spec A5, A7, C25)."""

from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Domain

from .message_html import text_to_html
from .screen_query import checked_number
from .social_message_bubble import BODY_FIELDS, BUBBLE_FIELDS, WEB

MOST = 500  # messages in one call, however many a client asks for
MOVE_FIELDS = (
    "from_phase",
    "to_phase",
    "cause",
    "reason",
    "user_id",
    "date",
    "is_undone",
)


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def conversation(self, limit=30, before=None, show_spam=False):
        """A page of messages, oldest first, and what happened meanwhile.

        Notes and events are those of the time that the page covers: from its oldest
        message (from the beginning, where no older one is left) to the message
        ``before`` (to now, for the newest page). So pages that are put together lack
        nothing and hold nothing twice.

        :param before: id of a message; only older ones are returned
        :param show_spam: also messages marked as spam; always so if all of them are
        :returns: ``{"id": int, "messages": [dict], "notes": [dict], "events": [dict],
            "post": dict or False, "has_more": bool, "spam_count": int,
            "can_rate": bool, "read_on_open": bool}``; ``post`` is what the conversation
            began with, where the newest page does not show it
        """
        self.ensure_one()
        self.check_access("read")
        edge = self.env["social.message"].browse(before or ())
        domain = self._domain_shown(show_spam)
        messages, has_more = self._page_before(edge, domain, limit)
        beside = self._messages_beside(messages, has_more and not edge and domain)
        post = edge.browse() if edge else self._post_above(messages | beside, messages)
        span = span_of(has_more and messages[0].date, edge and edge.date)
        moves, chatter = self._moves_shown(span), self._chatter_shown(span)
        self._read_names(messages | beside | post, moves, chatter)
        files = (messages | post)._files_shown(chatter)
        together = (post | messages)._prefetch_ids
        events = moves._as_events() + self._as_events_of_log(chatter)
        events += self._rules_shown(span)._as_events()
        return {
            "id": self.id,
            "messages": messages.with_prefetch(together)._as_bubbles(files),
            "notes": self._as_notes(chatter),
            "events": sorted(events, key=lambda one: one["date"]),
            "post": (not edge and self._post_told())
            or next(iter(post.with_prefetch(together)._as_bubbles(files)), False),
            "has_more": has_more,
            **self._conversation_facts(),
        }

    def _conversation_facts(self):
        """What the client asks beside the messages; see ``conversation``."""
        spam = [("twist_id", "=", self.id), ("is_spam", "=", True)]
        messages = self.env["social.message"]
        reads_on_open = self.env.user.social_inbox_read_on_open
        return {
            "spam_count": 0 if self.is_spam else messages.search_count(spam),
            "can_rate": not self._not_allowed("rate"),
            "read_on_open": bool(self.unread_count and reads_on_open),
        }

    def _domain_shown(self, show_spam):
        domain = Domain("twist_id", "=", self.id)
        if not show_spam and not self.is_spam:
            domain &= Domain("is_spam", "=", False)
        return domain

    def _page_before(self, edge, domain, limit):
        """(a page of messages, oldest first; whether there are older ones)."""
        limit = max(1, min(checked_number(self.env, limit), MOST))
        if edge:
            domain &= Domain("date", "<", edge.date) | (
                Domain("date", "=", edge.date) & Domain("id", "<", edge.id)
            )
        # sudo: messages are read by the right on their twist, which was checked
        found = edge.sudo().search_fetch(
            domain,
            BUBBLE_FIELDS + BODY_FIELDS,
            order="date desc, id desc",
            limit=limit + 1,
        )
        return found[:limit][::-1].sudo(False), len(found) > limit

    def _messages_beside(self, messages, domain):
        """What the page's messages answer, where that is not in the page itself.

        :param domain: of the messages that are shown, if the first one is wanted too
        """
        # sudo: of the company of the twist, which the reader may see
        known = messages.sudo()
        wanted = Domain("id", "in", (known.parent_id - known).ids)
        if domain:
            wanted |= Domain(
                "id", "in", known._search(domain, order="date, id", limit=1)
            )
        if wanted.is_false():
            return messages.browse()
        wanted &= Domain("company_id", "=", self.company_id.id)
        return known.search_fetch(wanted, BUBBLE_FIELDS + BODY_FIELDS).sudo(False)

    def _post_above(self, known, messages):
        """What the conversation began with, unless the page shows it: a post of ours
        that is a conversation of its own, or else the twist's first message."""
        own = known.filtered(lambda one: one.twist_id == self)
        first = own.sorted(lambda one: (one.date, one.id))[:1]
        root = first.parent_id.filtered(lambda one: one.twist_id != self)
        return root._filtered_access("read") or first - messages

    def _post_told(self):
        """The post that a comment belongs to, as its platform told it, drawn like a
        message; False if it did not."""
        post = self.post
        if not post:
            return False
        side = "outbound" if post.get("from_us") else "inbound"
        writer = {"id": 0, "name": post.get("author") or "", "handle": "", "image": ""}
        url = post.get("url") or ""
        return {
            "id": 0,
            "direction": side,
            "author": writer,
            "user": writer,
            "date": post.get("date")
            or fields.Datetime.to_string(self.first_message_date),
            "subject": "",
            "body": text_to_html(post.get("text") or "") + remote_picture(post),
            "quote": "",
            "url": url if url.startswith(WEB) else "",
            "attachments": [],
        }

    def _moves_shown(self, span):
        """Moves of a span of time; the arrival is what the first message shows."""
        domain = Domain("twist_id", "=", self.id) & Domain("cause", "!=", "arrival")
        return self.env["social.phase.move"].search_fetch(
            domain & span("date"), MOVE_FIELDS, order="date, id"
        )

    def _read_names(self, messages, moves, chatter):
        """Of authors, colleagues and those who moved, each model at once.

        sudo: a colleague of another company has a name, too.
        """
        users = (messages.user_id | moves.user_id | self.env.user).sudo()
        users.fetch(["partner_id", "social_inbox_read_on_open"])
        (users.partner_id | chatter.author_id).fetch(["name"])
        messages.profile_id.fetch(["name", "handle", "external_id", "partner_id"])


def remote_picture(post):
    """The post's picture, loaded only when the reader asks for it."""
    url = post.get("image_url") or ""
    if not url.startswith(WEB):
        return ""
    return Markup('<p><img data-src="%s" alt=""></p>') % url


def span_of(since, until):
    """The time from ``since`` on and before ``until``, each open if empty.

    In whole seconds: notes and moves know no fractions of them, messages may.

    :returns: function that makes the domain on a date field
    """
    terms = [(">=", since), ("<", until)]
    terms = [(sign, one.replace(microsecond=0)) for sign, one in terms if one]
    return lambda name: Domain.AND(Domain(name, *term) for term in terms)
