"""Instagram professional accounts: comments, mentions and direct messages.

By the page that the account is linked with (Facebook Login), or by itself (Instagram
Login): https://developers.facebook.com/docs/instagram-platform/overview (2026-11)
"""

from .errors import SettingsError, UnsupportedError, _lt
from .graph_account import Body, objects
from .graph_login import (
    ACCOUNT,
    APP,
    APP_ID,
    APP_SECRET,
    DIRECT,
    GRAPH_VERSION,
    HUMAN_AGENT,
    TOKEN,
)
from .graph_messages import found_as
from .instagram_account import InstagramAccount
from .instagram_edges import COMMENTS
from .payload import Node
from .text import one_line
from .types import (
    Kind,
    Limits,
    Moderation,
    Profile,
    Reply,
    Sent,
    Setting,
    Target,
    Visibility,
)

COMMENT = Limits(text_length=2200, takes_files=False, polling_minutes=5)
MESSAGE = Limits(
    text_length=1000,
    text_unit="utf8",
    attachments=1,
    attachment_bytes=25 * 2**20,
    attachment_types=("image/", "video/", "audio/", "application/pdf"),
)
PRIVATE_ANSWER = Limits(text_length=1000, text_unit="utf8", takes_files=False)
HIDES: dict[Moderation, str] = {"hide": "true", "unhide": "false"}
PEOPLE: tuple[Moderation, ...] = ("block", "unblock")
MODERATIONS: dict[tuple[Kind, bool], tuple[Moderation, ...]] = {
    ("comment", False): ("hide", "unhide", "delete"),
    ("comment", True): ("delete",),
    ("direct", False): PEOPLE,
}


class InstagramConnector(InstagramAccount):
    """One account. Conversations: a comment with its answers, a mention, a person."""

    code = "instagram"
    label = _lt("Instagram")
    icon = "fa-instagram"
    limits = COMMENT
    steps_url = "https://developers.facebook.com/apps/"
    steps = (
        _lt("Make the account a professional one; for Facebook Login, link its page."),
        _lt("Create an app of the type Business and add Instagram to it."),
        _lt("Enter the address that is shown here as a valid OAuth redirect URI."),
        _lt("Add Webhooks, choose Instagram, enter the webhook address and its key."),
        _lt("There, subscribe to comments, mentions, messages and messaging_seen."),
        _lt("Ask Meta for advanced access to the rights; else only testers are seen."),
        _lt("Enter the app's ID and secret here, log in and choose the account."),
    )
    settings = (
        Setting(
            name="login",
            label="Login",
            type="selection",
            help="By Facebook if the account is linked with a page, else by Instagram.",
            default="facebook",
            choices=(("facebook", "Facebook Login"), ("instagram", "Instagram Login")),
            group=APP,
        ),
        APP_ID,
        APP_SECRET,
        GRAPH_VERSION,
        Setting(
            name="account_id",
            label="Account ID",
            help="The number of the account; comes by itself when you choose one.",
            group=ACCOUNT,
        ),
        Setting(
            name="page_id",
            label="Page ID",
            help="The number of the page that it is linked with; comes by itself.",
            group=ACCOUNT,
            shown_if=("login", "facebook"),
        ),
        TOKEN,
        DIRECT,
        HUMAN_AGENT,
    )

    def verify(self) -> Profile:
        """Read a bit of each stream, as the account."""
        own = "user_id," if self.by_itself else ""
        fields = f"id,{own}username,name,profile_picture_url,followers_count"
        where = "me" if self.by_itself else self.need_own_id()
        account = Node(self.ask(where, fields=fields))
        if self.own_id not in (account.text("id"), account.text("user_id")):
            text = _lt("%(platform)s knows no account with this ID.")
            raise SettingsError(text, code="account_id", platform=self.label)
        self.ask_edge(f"{self.need_own_id()}/media", limit=1)
        if "direct" in self.reads():
            how = {"platform": self.messenger, "limit": 1}
            self.ask_edge(f"{self.inbox}/conversations", **how)
        handle = account.text("username")
        return Profile(
            external_id=self.own_id,
            handle=handle,
            name=account.text("name") or handle,
            url=f"https://www.instagram.com/{handle}/",
            avatar_url=account.text("profile_picture_url"),
            followers=account.number("followers_count"),
        )

    # -- answering ---------------------------------------------------------------------

    def limits_for(self, kind: Kind, visibility: Visibility) -> Limits:
        if kind == "direct":
            return MESSAGE
        return PRIVATE_ANSWER if visibility == "private" else COMMENT

    def send(self, reply: Reply) -> Sent:
        """An answer, a message, or the one private answer to a comment."""
        if reply.kind == "direct":
            return self.send_direct(reply, id=self.person_of(reply))
        if reply.visibility == "private":
            return self.send_direct(reply, comment_id=reply.parent_id)
        if reply.kind == "mention":
            path, body = f"{self.own_id}/mentions", _mentioned(reply)
        else:
            path, body = f"{_answered(reply)}/replies", {}
        answer = self.act("POST", path, json={**body, "message": reply.text})
        return Sent(external_id=self.new_id(answer, "id"))

    def find_sent(self, reply: Reply) -> Sent | None:
        """None also for answers to mentions: Instagram does not list them."""
        if reply.kind == "direct" or reply.visibility == "private":
            return self.find_direct(reply, self.person_of(reply))
        if reply.kind == "mention":
            return None
        own = self.ask(self.own_id, fields="username").get("username")
        fields = "id,text,timestamp,username"
        path = f"{_answered(reply)}/replies"
        for one in objects(self.ask_edge(path, fields=fields, limit=COMMENTS)):
            same = one_line(str(one.get("text") or "")) == one_line(reply.text)
            sent = found_as(one, "timestamp")
            is_late = not (reply.sent_at and sent.sent_at) or (
                sent.sent_at >= reply.sent_at
            )
            if same and is_late and own and one.get("username") == own:
                return sent
        return None

    # -- moderating --------------------------------------------------------------------

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        """Who logs in by Instagram can block nobody by the API."""
        if kind == "direct" and self.by_itself:
            return ()
        return MODERATIONS.get((kind, from_us), ())

    def moderate(self, action: Moderation, target: Target) -> None:
        if action in PEOPLE:
            self.block(action, target)
        elif action == "delete":
            self.until_gone(action, "DELETE", target.external_id)
        elif action in HIDES:
            hide = {"hide": HIDES[action]}
            self.until_gone(action, "POST", target.external_id, params=hide)
        else:
            text = _lt("%(platform)s cannot do this.")
            raise UnsupportedError(text, code="action", platform=self.label)


def _answered(reply: Reply) -> str:
    """The comment that begins the conversation: Instagram has answers of one level."""
    return reply.ancestor_ids[-1] if reply.ancestor_ids else reply.parent_id


def _mentioned(reply: Reply) -> Body:
    """The post, and the comment if it is in one."""
    media_id = _answered(reply)
    is_caption = media_id == reply.parent_id
    return {
        "media_id": media_id,
        **({} if is_caption else {"comment_id": reply.parent_id}),
    }
