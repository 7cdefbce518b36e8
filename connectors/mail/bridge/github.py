"""GitHub: issues, pull requests, discussions and commits.

https://docs.github.com/en/subscriptions-and-notifications/how-tos/managing-github-
notifications (filtering email notifications, 2026), and mails of 2014-2025.
"""

import re

from ...types import Profile
from ..quotes import split_text
from .excerpt import clean_text
from .notice import Notice, Told, named

SITE = "https://github.com"
HOSTS = ("github.com",)
# {owner}/{repository}/issues/12/345@github.com: the post, and an answer to it
MESSAGE_ID = re.compile(
    r"(?P<repo>[\w.-]+/[\w.-]+)/"
    r"(?P<root>(?P<what>issues|pull|repo-discussions|commit)/(?P<number>\w+))"
    r"(?:/(?:(?P<part>comments|review|review_comment|c|review-)/?)?c?(?P<id>\d+))?"
    r"@github\.com"
)
PATHS = {"repo-discussions": "discussions"}
ANCHORS = {
    "issues": "issuecomment-",
    "repo-discussions": "discussioncomment-",
    "commit": "commitcomment-",
}
PULL_ANCHORS = {"review": "pullrequestreview-", "review_comment": "discussion_r"}
MENTIONS = ("mention", "team_mention")
# reasons for mails in which nobody writes
MACHINES = (
    "approval_requested",
    "ci_activity",
    "push",
    "security_alert",
    "state_change",
)
FOOTER = re.compile(
    r"\n[ \t]{0,4}(?:—|--) ?\n[ \t]{0,4}"
    r"(?:Reply to this email|You are receiving this|View it on GitHub)"
)
TOKEN = re.compile(r"reply\+[\w.=-]+@reply\.github\.com")


def read(notice: Notice) -> Told | None:
    """What somebody wrote; None for what happened without words, such as a build."""
    found = MESSAGE_ID.fullmatch(notice.message_id)
    reason = notice.header("x-github-reason")
    if not found or reason in MACHINES:
        return None
    text, quoted = split_text(FOOTER.split(f"\n{notice.text}")[0].strip("\n"))
    sender, recipient = (
        notice.header(f"x-github-{n}") for n in ("sender", "recipient")
    )
    is_answer = bool(found["id"])
    return Told(
        kind="mention" if reason in MENTIONS else "comment" if is_answer else "post",
        author=_author(notice, sender),
        text=clean_text(text, HOSTS),
        quoted=clean_text(quoted, HOSTS),
        subject=notice.subject,
        thread_id=f"{found['repo']}/{found['root']}@github.com",
        ancestor_ids=notice.ancestor_ids,
        url=_url(found),
        is_partial=not text.strip(),
        from_us=bool(sender) and sender == recipient,
        reply_token=notice.reply_to if TOKEN.fullmatch(notice.reply_to) else "",
    )


def _author(notice: Notice, sender: str) -> Profile:
    name = notice.sender[0] or sender
    if not re.fullmatch(r"[\w-]+(?:\[bot\])?", sender):
        return named(name)
    login = sender.removesuffix("[bot]")
    return Profile(
        external_id=sender.lower(), handle=sender, name=name, url=f"{SITE}/{login}"
    )


def _url(found: re.Match[str]) -> str:
    what, part, number = found["what"], found["part"] or "", found["id"]
    url = f"{SITE}/{found['repo']}/{PATHS.get(what, what)}/{found['number']}"
    anchor = PULL_ANCHORS.get(part) if what == "pull" else ANCHORS[what]
    return f"{url}#{anchor or 'issuecomment-'}{number}" if number else url
