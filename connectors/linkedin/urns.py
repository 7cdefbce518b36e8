"""LinkedIn: names of things. A comment is known by its own number here, since LinkedIn
names its post now as an activity, now as a share.

https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/urns (2026-08)
"""

import re
from urllib.parse import quote

COMMENT = re.compile(r"urn:li:comment:\(((?:urn:li:)?\w+:[\w-]+),(\w+)\)")
ORGANIZATION = "urn:li:organization:"
SITE = "https://www.linkedin.com"


def escaped(urn: str) -> str:
    """For a path or a query: colons, commas and brackets too."""
    return quote(urn, safe="")


def comment_urn(post: str, number: str) -> str:
    return f"urn:li:comment:({post},{number})"


def post_and_number(urn: str) -> tuple[str, str]:
    """The post that a comment is on, and the comment's number; empty if it is none.

    Notifications leave ``urn:li:`` out inside the brackets.
    """
    found = COMMENT.fullmatch(urn)
    if not found:
        return "", ""
    post, number = found[1], found[2]
    return post if post.startswith("urn:li:") else f"urn:li:{post}", number


def post_url(post: str) -> str:
    return f"{SITE}/feed/update/{post}" if post else ""


def comment_url(post: str, number: str) -> str:
    return f"{post_url(post)}?commentUrn={escaped(comment_urn(post, number))}"
