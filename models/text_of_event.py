"""What a message says, as plain text that patterns are looked for in."""

from functools import cached_property

from ..connectors.text import html_to_text
from .text_pattern import MAX_TEXT

LONGEST_HTML = 4 * MAX_TEXT  # of a longer source only its beginning is read


class Texts:
    """Subject, text and what it quotes of earlier messages; HTML is read once."""

    def __init__(self, subject="", text="", html="", quote="", quote_is_html=False):
        self.subject = subject
        self._text, self._html = text, html
        self._quote, self._quote_is_html = quote, quote_is_html

    @cached_property
    def text(self):
        return self._text or html_to_text(self._html[:LONGEST_HTML])

    @cached_property
    def quote(self):
        if not (self._quote and self._quote_is_html):
            return self._quote
        return html_to_text(self._quote[:LONGEST_HTML])

    def of(self, place):
        """The texts of a place, in the order in which they are looked through.

        :param place: ``subject``, ``body`` or ``both``
        """
        if place in ("subject", "both"):
            yield self.subject
        if place in ("body", "both"):
            yield self.text
            yield self.quote


def texts_of(event):
    """The ``Texts`` of a ``MessageEvent``."""
    return Texts(
        subject=event.subject,
        text=event.text or ("" if event.is_html else event.body),
        html=event.body if event.is_html else "",
        quote=event.quoted,
        quote_is_html=event.is_html,
    )


def look_in(pattern, texts, place, timeout):
    """The first match in a place; None if there is none.

    :raises PatternTimeout: the pattern took too long
    """
    found = (pattern.search(text, timeout) for text in texts.of(place) if text)
    return next(filter(None, found), None)
