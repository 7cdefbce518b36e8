"""Facebook pages: comments, visitors' posts, mentions, recommendations, Messenger.

https://developers.facebook.com/docs/pages-api,
https://developers.facebook.com/docs/graph-api/reference/page (v26.0, 2026-11)
"""

import json

from .errors import PermanentError, SettingsError, _lt
from .facebook_edges import COMMENTS, FacebookEdges
from .facebook_feed import UNKNOWN, address
from .graph_account import Body, objects
from .graph_login import (
    ACCOUNT,
    APP_ID,
    APP_SECRET,
    DIRECT,
    GRAPH_VERSION,
    HUMAN_AGENT,
    TOKEN,
)
from .graph_messages import found_as
from .payload import Node
from .types import (
    Account,
    Attachment,
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

FIELDS = (
    "feed,mention,ratings,messages,message_echoes,message_deliveries,message_edits,"
    "messaging_postbacks"
)
PICTURES = ("image/",)
COMMENT = Limits(
    text_length=8000,
    attachments=1,
    attachment_bytes=10 * 2**20,
    attachment_types=PICTURES,
    polling_minutes=5,
)
MESSAGE = Limits(text_length=2000, attachments=1, attachment_bytes=25 * 2**20)
PRIVATE_ANSWER = Limits(text_length=2000, takes_files=False)
PEOPLE: tuple[Moderation, ...] = ("block", "unblock")
LIKES: tuple[Moderation, ...] = ("like", "unlike")
THEIRS: tuple[Moderation, ...] = ("hide", "unhide", *LIKES, "delete", *PEOPLE)
MODERATIONS: dict[tuple[Kind, bool], tuple[Moderation, ...]] = {
    ("comment", False): THEIRS,
    ("comment", True): (*LIKES, "delete"),
    ("post", False): THEIRS,
    ("mention", False): LIKES,
    ("direct", False): PEOPLE,
}
# (method, what follows the id, body)
CALLS: dict[Moderation, tuple[str, str, Body]] = {
    "hide": ("POST", "", {"is_hidden": True}),
    "unhide": ("POST", "", {"is_hidden": False}),
    "like": ("POST", "/likes", {}),
    "unlike": ("DELETE", "/likes", {}),
    "delete": ("DELETE", "", {}),
}


class FacebookConnector(FacebookEdges):
    """One page. Conversations: a comment with its answers, a visitor's post, a person
    in Messenger."""

    code = "facebook"
    label = _lt("Facebook")
    icon = "fa-facebook"
    limits = COMMENT
    scopes = (
        "pages_show_list",
        "pages_manage_metadata",
        "pages_read_engagement",
        "pages_read_user_content",
        "pages_manage_engagement",
        "pages_messaging",
    )
    needs = scopes
    steps_url = "https://developers.facebook.com/apps/"
    steps = (
        _lt("Create an app of the type Business and add Facebook Login to it."),
        _lt("Enter the address that is shown here as a valid OAuth redirect URI."),
        _lt("Add Webhooks, choose Page, and enter the webhook address and its key."),
        _lt(
            "There, subscribe to feed, mention, ratings, messages, message_echoes, "
            "message_deliveries, message_edits and messaging_postbacks."
        ),
        _lt("Ask Meta for advanced access to the rights; else only testers are seen."),
        _lt("Enter the app's ID and secret here, log in and choose the page."),
    )
    settings = (
        APP_ID,
        APP_SECRET,
        GRAPH_VERSION,
        Setting(
            name="page_id",
            label="Page ID",
            help="The number of the page; comes by itself when you choose one.",
            group=ACCOUNT,
        ),
        TOKEN,
        DIRECT,
        HUMAN_AGENT,
    )

    # -- connecting --------------------------------------------------------------------

    def verify(self) -> Profile:
        """Read a bit of each stream, as the page."""
        fields = "id,name,username,link,followers_count,picture{url}"
        page = Node(self.ask(self.need_own_id(), fields=fields))
        if page.text("id") != self.own_id:
            text = _lt("%(platform)s knows no page with this ID.")
            raise SettingsError(text, code="page_id", platform=self.label)
        for name in self.reads():
            edge = "conversations" if name == "direct" else name
            self.ask_edge(f"{self.own_id}/{edge}", limit=1)
        return Profile(
            external_id=page.need("id"),
            handle=page.text("username"),
            name=page.text("name"),
            url=page.text("link"),
            avatar_url=page.node("picture").node("data").text("url"),
            followers=page.number("followers_count"),
        )

    def accounts(self) -> tuple[Account, ...]:
        """The pages that one may work for."""
        found = self.ask_edge("me/accounts", fields="id,name,access_token", limit=100)
        return tuple(
            Account(
                external_id=str(page["id"]),
                name=str(page.get("name") or page["id"]),
                values={
                    "page_id": str(page["id"]),
                    "access_token": str(page["access_token"]),
                },
            )
            for page in objects(found)
            if page.get("id") and page.get("access_token")
        )

    def subscribe(self, url: str) -> None:
        """Have the page tell the app; the address itself is entered in the app."""
        self.act(
            "POST",
            f"{self.own_id}/subscribed_apps",
            repeatable=True,
            params={"subscribed_fields": FIELDS},
        )

    def unsubscribe(self, url: str) -> None:
        self.act("DELETE", f"{self.own_id}/subscribed_apps", repeatable=True)

    # -- answering ---------------------------------------------------------------------

    def limits_for(self, kind: Kind, visibility: Visibility) -> Limits:
        if kind == "direct":
            return MESSAGE
        return PRIVATE_ANSWER if visibility == "private" else COMMENT

    def tracked(self, reply: Reply) -> dict[str, str]:
        return {"metadata": reply.key}

    def send(self, reply: Reply) -> Sent:
        """A comment, a message, or the one private answer to a comment or a post."""
        if reply.kind == "direct":
            return self.send_direct(reply, id=self.person_of(reply))
        if reply.visibility == "private":
            name = "post_id" if reply.kind == "post" else "comment_id"
            return self.send_direct(reply, **{name: reply.parent_id})
        body = {"message": reply.text} if reply.text else {}
        for file in reply.attachments:
            body["attachment_id"] = self._photo(file)
        answer = self.act("POST", f"{_answered(reply)}/comments", json=body)
        external_id = self.new_id(answer, "id")
        return Sent(external_id=external_id, url=address(external_id))

    def _photo(self, file: Attachment) -> str:
        """A picture of the page that is published nowhere else."""
        answer = self.act(
            "POST",
            f"{self.own_id}/photos",
            repeatable=True,
            data={"published": "false"},
            files={"source": (file.filename, file.content, file.mimetype)},
        )
        return self.new_id(answer, "id")

    def find_sent(self, reply: Reply) -> Sent | None:
        if reply.kind == "direct" or reply.visibility == "private":
            return self.find_direct(reply, self.person_of(reply))
        found = self.ask_edge(
            f"{_answered(reply)}/comments",
            filter="stream",
            order="reverse_chronological",
            fields="id,message,created_time,from{id},permalink_url",
            limit=COMMENTS,
        )
        ours = [one for one in objects(found) if self.is_ours(one, reply, "message")]
        return found_as(ours[0], "created_time") if ours else None

    # -- moderating --------------------------------------------------------------------

    def moderations(self, kind: Kind, from_us: bool) -> tuple[Moderation, ...]:
        return MODERATIONS.get((kind, from_us), ())

    def moderate(self, action: Moderation, target: Target) -> None:
        if action in PEOPLE and target.kind == "direct":
            self.block(action, target)
        elif action in PEOPLE:
            self._block_author(action, target)
        else:
            method, edge, body = CALLS[action]
            self.until_gone(action, method, f"{target.external_id}{edge}", json=body)

    def _block_author(self, action: Moderation, target: Target) -> None:
        person = target.author.external_id if target.author else ""
        if not person or person.startswith(UNKNOWN):
            text = _lt("%(platform)s does not say who wrote this.")
            raise PermanentError(text, code="nobody", platform=self.label)
        method = "POST" if action == "block" else "DELETE"
        psid = json.dumps([int(person)]) if method == "POST" else person
        self.act(
            method, f"{self.own_id}/blocked", repeatable=True, params={"psid": psid}
        )


def _answered(reply: Reply) -> str:
    """Where an answer is written: Facebook has answers to comments, none to answers.

    The last ancestor of a comment is its post, the one before the comment on it.
    """
    above = reply.ancestor_ids[:-1]
    return above[-1] if reply.kind == "comment" and above else reply.parent_id
