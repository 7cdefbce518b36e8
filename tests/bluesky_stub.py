"""Bluesky's API as far as the connector speaks to it, with invented people."""

from datetime import datetime, timedelta, timezone
from typing import Any

from .platform_stub import Answer, Asked

ME, ANA = "did:plc:ewvi7nxzyoun6zhxrhs64oiz", "did:plc:z72i7hdynmk6r22z27h6tvur"
CID = "bafyreibjifzpqj6o6wcq3hejh7y4z4z2vmiklkvykc57tw3pcbx3kxifpm"
BLOB = {
    "$type": "blob",
    "ref": {"$link": "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"},
    "mimeType": "image/png",
    "size": 4,
}
POST, GATE = "app.bsky.feed.post", "app.bsky.feed.threadgate"
OURS, THEIRS = f"at://{ME}/{POST}/3m2kaaa5abc2a", f"at://{ANA}/{POST}/3m2kbbb5abc2a"
CONVO, CHAT = "3lconvo5abc2a", "did:web:api.bsky.chat#bsky_chat"
AUTHOR = {"did": ANA, "handle": "ana.bsky.social"}
NOW = datetime(2026, 10, 5, 12, tzinfo=timezone.utc)


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def view(uri: str, **values: Any) -> dict[str, Any]:
    """A post as the platform shows it."""
    record = {"$type": POST, "text": "Hello", "createdAt": stamp(NOW)}
    if above := values.pop("above", None):
        ref = {"uri": above, "cid": CID}
        record["reply"] = {"parent": ref, "root": ref}
    author = {"did": uri.split("/")[2], "handle": "somebody.test"}
    known = {"uri": uri, "cid": CID, "author": author, "record": record}
    return {**known, "indexedAt": stamp(NOW), **values}


def notification(number: int, ago: float, reason: str = "mention") -> dict[str, Any]:
    """One that came so many minutes ago."""
    moment = stamp(NOW - timedelta(minutes=ago))
    uri = f"at://{ANA}/{POST}/3m2k{number:03}5abc2a".replace("0", "z").replace("1", "y")
    record = {"$type": POST, "text": str(number), "createdAt": moment}
    known = {"uri": uri, "cid": CID, "author": AUTHOR, "reason": reason}
    return {**known, "record": record, "isRead": False, "indexedAt": moment}


def own(
    number: int, ago: float, parent: Any = None, root: Any = None
) -> dict[str, Any]:
    """A post of ours in the account's feed, written so many minutes ago."""
    uri = f"at://{ME}/{POST}/3m2p{number:03}5abc2a".replace("0", "z").replace("1", "y")
    above = parent and parent["uri"]
    moment = stamp(NOW - timedelta(minutes=ago))
    post = view(uri, above=above, indexedAt=moment)
    if not parent:
        return {"post": post}
    kind = "app.bsky.feed.defs#postView"
    shown = [{"$type": kind, **one} for one in (parent, root or parent)]
    return {"post": post, "reply": {"parent": shown[0], "root": shown[1]}}


class Platform:
    """Answers by the name of the method; ``asked`` are the requests so far, and
    ``answered`` what they were answered."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answered: list[Answer] = []
        self.records: dict[tuple[str, str], Any] = {}
        self.posts = {OURS: view(OURS), THEIRS: view(THEIRS, above=OURS)}
        self.notifications: list[dict[str, Any]] = []
        self.feed: list[dict[str, Any]] = []
        self.logs: list[dict[str, Any]] = []
        self.failures: dict[str, Answer] = {}

    def __call__(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        name = asked.path.removeprefix("/xrpc/")
        method = getattr(self, name.rpartition(".")[2], lambda asked: {})
        found = self.failures.get(name) or method(asked)
        answer = found if isinstance(found, Answer) else Answer(body=found)
        self.answered.append(answer)
        return answer

    def session(self, asked: Asked) -> dict[str, Any]:
        names = {"did": ME, "handle": "shop.example.com"}
        return {"accessJwt": "access-2", "refreshJwt": "refresh-2", **names}

    createSession = refreshSession = session

    def getSession(self, asked):
        return {"did": ME, "handle": "shop.example.com", "active": True}

    def getProfile(self, asked):
        names = {"did": ME, "handle": "shop.example.com", "displayName": "Shop"}
        return {**names, "followersCount": 7}

    def getPosts(self, asked):
        return {
            "posts": [self.posts[x] for x in asked.query["uris"] if x in self.posts]
        }

    def resolveHandle(self, asked):
        if asked.query["handle"] == [AUTHOR["handle"]]:
            return {"did": ANA}
        body = {"error": "InvalidRequest", "message": "Unable to resolve handle"}
        return Answer(400, body)

    def uploadBlob(self, asked):
        return {"blob": BLOB}

    def getRecord(self, asked):
        (collection,), (rkey,) = asked.query["collection"], asked.query["rkey"]
        value = self.records.get((collection, rkey))
        if not value:
            return Answer(400, {"error": "RecordNotFound", "message": "Not found"})
        return {"uri": f"at://{ME}/{collection}/{rkey}", "cid": CID, "value": value}

    def putRecord(self, asked):
        body = asked.json()
        self.records[body["collection"], body["rkey"]] = body["record"]
        uri = f"at://{ME}/{body['collection']}/{body['rkey']}"
        return {"uri": uri, "cid": CID}

    def deleteRecord(self, asked):
        body = asked.json()
        self.records.pop((body["collection"], body["rkey"]), None)
        return {}

    def listNotifications(self, asked):
        """Newest first; as Bluesky's own servers, the page is cut, then filtered."""
        before = asked.query.get("cursor", ["~"])[0]
        newest = sorted(self.notifications, key=lambda x: x["indexedAt"], reverse=True)
        older = [x for x in newest if x["indexedAt"] < before]
        page = older[: int(asked.query["limit"][0])]
        wanted = asked.query.get("reasons", [])
        found = [x for x in page if not wanted or x["reason"] in wanted]
        more = {"cursor": page[-1]["indexedAt"]} if page else {}
        return {"notifications": found, **more}

    def getAuthorFeed(self, asked):
        """Newest first."""
        before = asked.query.get("cursor", ["~"])[0]
        older = [x for x in self.feed if x["post"]["indexedAt"] < before]
        page = older[: int(asked.query["limit"][0])]
        more = {"cursor": page[-1]["post"]["indexedAt"]} if page else {}
        return {"feed": page, **more}

    def getLog(self, asked):
        after = asked.query.get("cursor", [""])[0]
        logs = [x for x in self.logs if x["rev"] > after]
        more = {"cursor": logs[-1]["rev"]} if logs else {}
        return {"logs": logs, **more}

    def listConvos(self, asked):
        return {"convos": []}

    def getConvoForMembers(self, asked):
        convo = {"id": CONVO, "rev": "1", "muted": False, "unreadCount": 0}
        return {"convo": {**convo, "members": [AUTHOR]}}

    def sendMessage(self, asked):
        message = {"id": "3m2kd225abc2a", "rev": "3m2kd225abc2a", "text": "…"}
        return {**message, "sender": {"did": ME}, "sentAt": stamp(NOW)}
