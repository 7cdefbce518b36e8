"""YouTube: a channel on loopback, checked against Google's discovery document.

Resources are built as https://developers.google.com/youtube/v3/docs/commentThreads
describes them (read 2026-11-27), with invented names.
"""

import json
import unittest
from datetime import datetime, timedelta, timezone
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.tests import tagged

from ..connectors import youtube, youtube_errors, youtube_fetch, youtube_threads
from ..connectors.errors import (
    AuthError,
    PayloadError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
    UnsupportedError,
)
from ..connectors.http import Response
from ..connectors.types import (
    DeletionEvent,
    EditEvent,
    MessageEvent,
    Payload,
    Profile,
    Target,
)
from . import connector_case, google_discovery
from .platform_stub import Answer

US, VIDEO = "UCgardentools0000000000AA", "vid00000001"
BASE = "/youtube/v3/"


def ago(minutes):
    moment = datetime.now(timezone.utc) - timedelta(minutes=minutes)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def comment(name, minutes=10, text="Which seeds?", **changes):
    time = ago(minutes)
    snippet = {
        "channelId": US,
        "videoId": VIDEO,
        "textDisplay": text,
        "textOriginal": text,
        "authorDisplayName": "@ana",
        "authorProfileImageUrl": "https://yt3.example.com/ana.jpg",
        "authorChannelUrl": "http://www.youtube.com/@ana",
        "authorChannelId": {"value": "UCana0000000000000000000A"},
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 2,
        "publishedAt": time,
        "updatedAt": time,
        **changes,
    }
    return {"kind": "youtube#comment", "etag": "e", "id": name, "snippet": snippet}


def reply_to(name, number, minutes=5, text="Me too", **changes):
    return comment(f"{name}.{number}", minutes, text, parentId=name, **changes)


def thread(name, minutes=10, replies=(), total=None, **changes):
    one = {
        "kind": "youtube#commentThread",
        "etag": "e",
        "id": name,
        "snippet": {
            "channelId": US,
            "videoId": VIDEO,
            "topLevelComment": comment(name, minutes, **changes),
            "canReply": True,
            "totalReplyCount": len(replies) if total is None else total,
            "isPublic": True,
        },
    }
    if replies:
        one["replies"] = {"comments": list(replies)}
    return one


def failure(status, reason, message="No."):
    one = {"message": message, "domain": "youtube.comment", "reason": reason}
    return Answer(
        status, {"error": {"code": status, "message": message, "errors": [one]}}
    )


class Channel:
    """Answers as YouTube does, from its lists; ``page`` is the size of its pages."""

    def __init__(self):
        self.threads, self.held, self.replies, self.answers = [], [], {}, {}
        self.page, self.asked = 100, []

    def __call__(self, asked):
        self.asked.append(asked)
        name = asked.path.removeprefix(BASE)
        answer = self.answers.get((asked.method, name)) or self.answers.get(name)
        if answer is not None:
            return answer(asked) if callable(answer) else answer
        query = {key: values[-1] for key, values in asked.query.items()}
        return getattr(self, f"{asked.method}_{name.replace('/', '_')}")(query, asked)

    def GET_channels(self, query, asked):
        snippet = {
            "title": "Garden Tools",
            "customUrl": "@gardentools",
            "thumbnails": {"default": {"url": "https://yt3.example.com/us.jpg"}},
        }
        one = {"id": US, "snippet": snippet, "statistics": {"subscriberCount": "120"}}
        other = {"id": "UCother", "snippet": {"title": "Other"}}
        return Answer(body={"items": [one, other]})

    def GET_commentThreads(self, query, asked):
        found = self.held if "moderationStatus" in query else self.threads
        if "id" in query:
            ids = query["id"].split(",")
            return Answer(body={"items": [one for one in found if one["id"] in ids]})
        time = lambda one: one["snippet"]["topLevelComment"]["snippet"]["publishedAt"]  # noqa: E731
        return self._page(sorted(found, key=time, reverse=True), query)

    def _page(self, found, query):
        start = int(query.get("pageToken") or 0)
        size = min(self.page, int(query["maxResults"]))
        body = {"items": found[start : start + size]}
        if start + size < len(found):
            body["nextPageToken"] = str(start + size)
        return Answer(body=body)

    def GET_comments(self, query, asked):
        return self._page(self.replies.get(query["parentId"], []), query)

    def GET_videos(self, query, asked):
        snippet = {
            "title": "How to sow",
            "channelId": US,
            "channelTitle": "Garden Tools",
            "publishedAt": "2026-04-01T08:00:00Z",
            "thumbnails": {"medium": {"url": "https://i.example.com/m.jpg"}},
        }
        ids = query["id"].split(",")
        return Answer(body={"items": [{"id": one, "snippet": snippet} for one in ids]})

    def POST_comments(self, query, asked):
        inner = asked.json()["snippet"]
        made = reply_to(inner["parentId"], "ours", 0, inner["textOriginal"])
        made["snippet"]["authorChannelId"] = {"value": US}
        return Answer(body=made)

    def POST_comments_setModerationStatus(self, query, asked):
        return Answer(204, b"")

    def DELETE_comments(self, query, asked):
        return Answer(204, b"")


@tagged("post_install", "-at_install")
class TestYouTube(connector_case.ConnectorCase):
    connector_class = youtube.YouTubeConnector
    settings_values = {
        "client_id": "app",
        "client_secret": "s3cr3t-t0ken",
        "access_token": "s3cr3t-t0ken",
        "refresh_token": "s3cr3t-t0ken",
        "channel_id": US,
    }

    def setUp(self):
        super().setUp()
        self.channel = Channel()

    def connect(self, **settings):
        one = self.make(self.stub(self.channel).url, **settings)
        self.addCleanup(self.check_requests)
        return one

    def check_requests(self):
        """Every request that was made is one that the API describes."""
        if google_discovery.FOLDER:
            discovery = google_discovery.Discovery("youtube.v3")
            for asked in self.channel.asked:
                self.assertEqual(discovery.of_request(asked), [], asked)
        for asked in self.channel.asked:
            self.assertEqual(asked.headers["authorization"], "Bearer s3cr3t-t0ken")

    def a_reply(self, **changes):
        values = {
            "thread_id": "Ugtop",
            "parent_id": "Ugtop",
            "ancestor_ids": ("Ugtop",),
            "kind": "comment",
        }
        return super().a_reply(**{**values, **changes})

    def exchanges(self):
        calls = super().exchanges()
        calls["find"] = lambda one: one.find_sent(self.a_reply())
        return calls

    def events(self, page):
        one = self.connector_class(self.settings_values)
        return [event for payload in page.payloads for event in one.parse(payload)]

    def ids(self, page):
        return [payload.external_id for payload in page.payloads]

    # -- the description of the API ----------------------------------------------------

    @unittest.skipUnless(google_discovery.FOLDER, google_discovery.WHY)
    def test_payloads_are_valid(self):
        discovery = google_discovery.Discovery("youtube.v3")
        schemas = {"comment": "Comment", "thread": "CommentThread", "video": "Video"}
        for path, payload in self.payloads():
            whole = json.loads(payload.body)
            for key, schema in schemas.items():
                with self.subTest(path.name, key=key):
                    problems = discovery.of_resource(schema, whole.get(key) or {})
                    self.assertEqual(problems, [])

    @unittest.skipUnless(google_discovery.FOLDER, google_discovery.WHY)
    def test_the_stub_answers_validly(self):
        discovery = google_discovery.Discovery("youtube.v3")
        self.channel.threads = [thread("Ug1", replies=[reply_to("Ug1", 1)], total=3)]
        self.channel.replies = {"Ug1": [reply_to("Ug1", number) for number in range(3)]}
        one = self.connect()
        one.verify()
        one.fetch("")
        one.send(self.a_reply())
        for asked in list(self.channel.asked):
            schema = discovery.response_schema(asked)
            answer = self.channel(asked)
            self.assertEqual(discovery.of_resource(schema, answer.body), [], asked)

    @unittest.skipUnless(google_discovery.FOLDER, google_discovery.WHY)
    def test_the_check_finds_mistakes(self):
        discovery = google_discovery.Discovery("youtube.v3")
        stub = self.stub()
        one = self.make(stub.url)
        one._list("commentThreads", part="snippet", order="newest", maxResults=101, x=1)
        one._list("nothing")
        one.http.command("POST", one._url("comments"), json={"snippet": {"parent": 1}})
        found = [discovery.of_request(asked) for asked in stub.asked]
        self.assertEqual([len(problems) for problems in found], [3, 1, 2])
        bad = {"snippet": {"canRate": 1, "likeCount": True, "viewerRating": "x"}}
        self.assertEqual(len(discovery.of_resource("Comment", bad)), 3)
        self.assertEqual(len(discovery.of_resource("CommentThread", [])), 1)

    # -- logging in --------------------------------------------------------------------

    def test_authorization(self):
        one = self.connector_class(self.settings_values)
        url = one.authorization("https://odoo.example.com/back", "state-1", "v" * 64)
        query = {
            name: values[0] for name, values in parse_qs(urlsplit(url).query).items()
        }
        self.assertEqual(query["access_type"], "offline")
        self.assertEqual(query["prompt"], "consent")
        self.assertEqual(query["scope"], youtube.WRITE)
        self.assertEqual(query["code_challenge_method"], "S256")

    def test_tokens(self):
        body = {"access_token": "a2", "expires_in": 3599, "scope": youtube.WRITE}
        stub = self.stub(lambda asked: Answer(body=body))
        one = self.make(stub.url)
        one.token_url = f"{stub.url}/token"
        tokens = one.refresh()
        self.assertEqual(tokens.values, {"access_token": "a2"})
        self.assertEqual(tokens.scopes, (youtube.WRITE,))
        form = stub.asked[0].form()
        self.assertEqual(form["grant_type"], "refresh_token")
        self.assertEqual(form["refresh_token"], "s3cr3t-t0ken")
        one.exchange("code-1", "https://odoo.example.com/back", "v" * 64)
        self.assertEqual(stub.asked[1].form()["code_verifier"], "v" * 64)

    def test_access_taken_back(self):
        body = {
            "error": "invalid_grant",
            "error_description": "Token revoked.",
        }
        stub = self.stub(lambda asked: Answer(400, body))
        one = self.make(stub.url)
        one.token_url = f"{stub.url}/token"
        with self.assertRaises(AuthError):
            one.refresh()

    def test_accounts(self):
        accounts = self.connect().accounts()
        self.assertEqual([one.name for one in accounts], ["Garden Tools", "Other"])
        self.assertEqual(accounts[0].values, {"channel_id": US})

    def test_verify(self):
        profile = self.connect().verify()
        self.assertEqual(profile.external_id, US)
        self.assertEqual(
            (profile.handle, profile.name), ("gardentools", "Garden Tools")
        )
        self.assertEqual(profile.followers, 120)
        self.assertEqual(
            [asked.path for asked in self.channel.asked],
            [f"{BASE}channels", f"{BASE}commentThreads"],
        )

    def test_verify_another_channel(self):
        with self.assertRaises(SettingsError) as caught:
            self.connect(channel_id="UCstranger").verify()
        self.assertEqual(caught.exception.code, "channel")

    def test_budget(self):
        one = self.connector_class(self.settings_values)
        budget = one.budget()
        self.assertEqual((budget.per_day, budget.unit), (10000, "units"))
        self.assertEqual(budget.zone, "America/Los_Angeles")
        more = self.connector_class({"held_for_review": True, "units_per_day": 50000})
        self.assertEqual((more.budget().per_day, more.budget().per_fetch), (50000, 5))

    # -- fetching ----------------------------------------------------------------------

    def test_first_fetch(self):
        self.channel.threads = [
            thread("Ugold", 5 * 24 * 60),
            thread("Ug1", 30, [reply_to("Ug1", 1, 20)]),
            thread("Ug2", 10),
        ]
        one = self.connect()
        page = one.fetch("")
        self.assertEqual(self.ids(page), ["Ug1", "Ug1.1", "Ug2"])
        self.assertFalse(page.has_more)
        self.assertEqual(one.spent, 2)  # threads and videos
        self.assertEqual(one.spent, one.calls)

    def test_nothing_new(self):
        self.channel.threads = [thread("Ug1", 30, [reply_to("Ug1", 1, 20)])]
        one = self.connect()
        page = one.fetch("")
        spent = one.spent
        page = one.fetch(page.cursor)
        self.assertEqual(page.payloads, ())
        self.assertEqual(one.spent - spent, 1)

    def test_no_comments_yet(self):
        one = self.connect()
        page = one.fetch("")
        self.channel.threads = [thread("Ug1", 0)]
        self.assertEqual(self.ids(one.fetch(page.cursor)), ["Ug1"])

    def test_a_new_answer_in_a_thread(self):
        self.channel.threads = [thread("Ug1", 30)]
        one = self.connect()
        page = one.fetch("")
        self.channel.threads = [thread("Ug1", 30, [reply_to("Ug1", 1, 1)])]
        page = one.fetch(page.cursor)
        self.assertEqual(self.ids(page), ["Ug1", "Ug1.1"])
        self.assertEqual(one.fetch(page.cursor).payloads, ())

    def test_an_answer_in_a_thread_older_than_the_inbox(self):
        self.channel.threads = [thread("Ugold", 5 * 24 * 60)]
        one = self.connect()
        page = one.fetch("")
        self.assertEqual(page.payloads, ())
        old = thread("Ugold", 5 * 24 * 60, [reply_to("Ugold", 1, 1)])
        self.channel.threads = [old]
        self.assertEqual(self.ids(one.fetch(page.cursor)), ["Ugold", "Ugold.1"])

    def test_answers_beyond_the_first_few(self):
        every = [reply_to("Ug1", number, 20) for number in range(7)]
        self.channel.threads = [thread("Ug1", 30, every[:2], total=7)]
        self.channel.replies, self.channel.page = {"Ug1": every}, 3
        page = self.connect().fetch("")
        self.assertEqual(len(page.payloads), 8)
        self.assertEqual(len(set(self.ids(page))), 8)
        paths = [asked.path for asked in self.channel.asked]
        self.assertEqual(paths.count(f"{BASE}comments"), 3)

    def test_answers_that_cannot_be_had(self):
        self.channel.threads = [thread("Ug1", 30, [reply_to("Ug1", 1)], total=7)]
        self.channel.answers["comments"] = failure(404, "commentNotFound")
        page = self.connect().fetch("")
        self.assertEqual(self.ids(page), ["Ug1", "Ug1.1"])

    def test_an_endless_list_of_answers(self):
        self.channel.threads = [thread("Ug1", 30, total=10**6)]
        endless = Answer(body={"items": [], "nextPageToken": "again"})
        self.channel.answers["comments"] = endless
        one = self.connect()
        one.fetch("")
        self.assertEqual(one.calls, 2 + youtube_fetch.REPLY_PAGES)

    def test_edits(self):
        one = self.connect()
        self.channel.threads = [thread("Ug1", 30)]
        page = one.fetch("")
        self.channel.threads = [
            thread("Ug1", 30, text="Which, please?", updatedAt="2030-01-01T00:00:00Z")
        ]
        page = one.fetch(page.cursor)
        self.assertEqual(self.ids(page), ["Ug1", "Ug1@2030-01-01T00:00:00Z"])
        message, edit = self.events(page)
        self.assertIsInstance(message, MessageEvent)
        self.assertIsInstance(edit, EditEvent)
        self.assertEqual(edit.external_id, "Ug1")
        self.assertEqual(edit.text, "Which, please?")
        self.assertEqual(edit.edited_at.year, 2030)

    def test_pages_down_to_what_is_known(self):
        self.channel.page = 2
        old = [thread(f"Ugold{number}", 60 * 24 * 9 + number) for number in range(40)]
        new = [thread(f"Ugnew{number}", number + 1) for number in range(3)]
        self.channel.threads = old + new
        one = self.connect()
        page = one.fetch("")
        self.assertEqual(self.ids(page), ["Ugnew2", "Ugnew1", "Ugnew0"])
        self.assertFalse(page.has_more)
        listed = [asked for asked in self.channel.asked if "order" in asked.query]
        self.assertEqual(len(listed), 2)

    def test_a_long_round_goes_on_in_the_next_fetch(self):
        self.channel.page = 2
        self.channel.threads = [thread(f"Ug{number}", number) for number in range(25)]
        one = self.connect()
        first = one.fetch("")
        self.assertTrue(first.has_more)
        self.assertEqual(len(first.payloads), 10)
        second = one.fetch(first.cursor)
        third = one.fetch(second.cursor)
        self.assertEqual([second.has_more, third.has_more], [True, False])
        every = self.ids(first) + self.ids(second) + self.ids(third)
        self.assertEqual(sorted(every), sorted(f"Ug{number}" for number in range(25)))

    def test_a_stale_page_begins_the_round_again(self):
        self.channel.page = 2
        self.channel.threads = [thread(f"Ug{number}", number) for number in range(12)]
        one = self.connect()
        first = one.fetch("")
        answers = iter([failure(400, "invalidPageToken")])

        def once(asked):
            self.channel.answers.clear()
            return next(answers)

        self.channel.answers["commentThreads"] = once
        second = one.fetch(first.cursor)
        every = {
            *self.ids(first),
            *self.ids(second),
            *self.ids(one.fetch(second.cursor)),
        }
        self.assertEqual(len(every), 12)
        self.channel.answers["commentThreads"] = failure(400, "processingFailure")
        with self.assertRaises(RetryableError):
            one.fetch(first.cursor)

    def test_threads_out_of_reach_are_asked_for_by_turns(self):
        self.channel.threads = [
            thread(f"Ug{number}", 60 * 24 * (9 + number)) for number in range(90)
        ]
        one = self.connect()
        cursor = one.fetch("").cursor
        self.channel.page = 1  # only the newest is listed now
        cursor = one.fetch(cursor).cursor
        cursor = one.fetch(cursor).cursor
        asked = [
            one.query["id"][0].split(",")
            for one in self.channel.asked
            if one.path.endswith("commentThreads") and "id" in one.query
        ]
        self.assertEqual([len(ids) for ids in asked], [50, 37])
        self.assertEqual(len(set(asked[0] + asked[1])), 87)
        self.channel.threads[40] = thread(
            "Ug40", 60 * 24 * 49, [reply_to("Ug40", 1, 1)]
        )
        ids = []
        for _ in range(2):
            page = one.fetch(cursor)
            cursor, ids = page.cursor, ids + self.ids(page)
        self.assertEqual(ids, ["Ug40", "Ug40.1"])

    def test_removed_threads(self):
        """One answer without it proves little; two do."""
        self.channel.threads = [thread("Ug1", 60), thread("Ug2", 30)]
        one = self.connect()
        page = one.fetch("")
        self.channel.threads = [thread("Ug2", 30)]
        page = one.fetch(page.cursor)
        self.assertEqual(page.payloads, ())
        page = one.fetch(page.cursor)
        self.assertEqual(self.ids(page), ["Ug1@deleted"])
        (event,) = self.events(page)
        self.assertEqual(event, DeletionEvent(external_id="Ug1"))
        self.assertEqual(one.fetch(page.cursor).payloads, ())

    def test_a_thread_that_was_missing_for_once(self):
        self.channel.threads = [thread("Ug1", 60)]
        one = self.connect()
        cursor = one.fetch("").cursor
        kept, self.channel.threads = self.channel.threads, []
        cursor = one.fetch(cursor).cursor
        self.channel.threads = kept
        page = one.fetch(cursor)
        self.assertEqual(self.ids(page), ["Ug1"])  # known by the inbox
        self.assertEqual(one.fetch(page.cursor).payloads, ())

    def test_only_so_many_threads_are_followed(self):
        self.channel.threads = [thread(f"Ug{number}", number) for number in range(30)]
        one = self.connect()
        with patch.object(youtube_threads, "FOLLOWED", 10):
            page = one.fetch("")
        kept = json.loads(page.cursor)["threads"]
        self.assertEqual(sorted(kept), sorted(f"Ug{number}" for number in range(10)))

    def test_held_for_review(self):
        self.channel.held = [thread("Ug1", 5, moderationStatus="heldForReview")]
        self.assertEqual(self.connect().fetch("").payloads, ())
        one = self.connect(held_for_review=True)
        page = one.fetch("")
        self.assertEqual(self.ids(page), ["Ug1"])
        self.assertEqual(one.fetch(page.cursor).payloads, ())

    def test_without_a_chosen_channel(self):
        self.channel.threads = [thread("Ug1", 5)]
        one = self.connect(channel_id="")
        page = one.fetch("")
        self.assertEqual(self.ids(page), ["Ug1"])
        one.fetch(page.cursor)
        paths = [asked.path for asked in self.channel.asked]
        self.assertEqual(paths.count(f"{BASE}channels"), 1)
        self.channel.answers["channels"] = Answer(body={})
        with self.assertRaises(SettingsError):
            one.fetch("")

    def test_another_channel_begins_anew(self):
        self.channel.threads = [thread("Ug1", 5)]
        cursor = self.connect().fetch("").cursor
        page = self.connect(channel_id="UCother").fetch(cursor)
        self.assertEqual(self.ids(page), ["Ug1"])
        self.assertEqual(json.loads(page.cursor)["us"], "UCother")

    def test_odd_answers(self):
        self.channel.answers["commentThreads"] = Answer(
            body={"items": [7, {"id": 1}, {"id": "Ug1"}, {"id": "Ug2", "snippet": 3}]}
        )
        self.assertEqual(self.connect().fetch("").payloads, ())
        self.channel.answers["commentThreads"] = Answer(body=[])
        self.assertEqual(self.connect().fetch("").payloads, ())

    # -- parsing -----------------------------------------------------------------------

    def test_a_comment(self):
        self.channel.threads = [thread("Ug1", 30, [reply_to("Ug1", 1, 20)])]
        first, answer = self.events(self.connect().fetch(""))
        self.assertEqual((first.kind, first.visibility), ("comment", "public"))
        self.assertEqual((first.thread_id, answer.thread_id), ("Ug1", "Ug1"))
        self.assertEqual((first.ancestor_ids, answer.ancestor_ids), ((), ("Ug1",)))
        self.assertEqual(
            answer.url, f"https://www.youtube.com/watch?v={VIDEO}&lc=Ug1.1"
        )
        self.assertEqual((first.author.handle, first.author.name), ("ana", "ana"))
        self.assertEqual((first.can_reply, first.from_us), (True, False))
        self.assertEqual(first.post.text, "How to sow")
        self.assertEqual(first.post.url, f"https://www.youtube.com/watch?v={VIDEO}")
        self.assertTrue(first.post.from_us)

    def test_our_own_comment(self):
        ours = {"authorChannelId": {"value": US}}
        self.channel.threads = [thread("Ug1", 30, [reply_to("Ug1", 1, 20, **ours)])]
        first, answer = self.events(self.connect().fetch(""))
        self.assertEqual((first.from_us, answer.from_us), (False, True))

    def test_closed_threads(self):
        one = thread("Ug1", 30)
        one["snippet"]["canReply"] = False
        self.channel.threads = [one]
        (event,) = self.events(self.connect().fetch(""))
        self.assertFalse(event.can_reply)
        self.assertTrue(event.why_not)

    def test_comments_without_a_video(self):
        one = thread("Ug1", 30)
        del one["snippet"]["videoId"]
        inner = one["snippet"]["topLevelComment"]["snippet"]
        del inner["videoId"], inner["authorChannelId"]
        inner["authorDisplayName"] = "Ana"
        inner["imageUrl"] = "https://yt3.example.com/comment.jpg"
        self.channel.threads = [one]
        (event,) = self.events(self.connect().fetch(""))
        self.assertIsNone(event.post)
        self.assertEqual(event.url, f"https://www.youtube.com/channel/{US}")
        self.assertEqual(event.author.external_id, "http://www.youtube.com/@ana")
        self.assertEqual((event.author.handle, event.author.name), ("", "Ana"))
        self.assertEqual(event.attachments[0].url, inner["imageUrl"])

    def test_no_id(self):
        one = self.connector_class(self.settings_values)
        with self.assertRaises(PayloadError):
            list(one.parse(Payload(external_id="x", body=b'{"comment": {"id": ""}}')))

    # -- sending -----------------------------------------------------------------------

    def test_send(self):
        one = self.connect()
        sent = one.send(self.a_reply())
        (asked,) = self.channel.asked
        self.assertEqual((asked.method, asked.path), ("POST", f"{BASE}comments"))
        self.assertEqual(
            asked.json(),
            {
                "snippet": {
                    "parentId": "Ugtop",
                    "textOriginal": "Thank you, we look into it.",
                }
            },
        )
        self.assertEqual(sent.external_id, "Ugtop.ours")
        self.assertIn("lc=Ugtop.ours", sent.url)
        self.assertIsNotNone(sent.sent_at)
        self.assertEqual(one.spent, 50)

    def test_send_is_seen_again(self):
        """What was sent comes back with the same id, as ours."""
        sent = self.connect().send(self.a_reply())
        ours = self.channel.POST_comments({}, self.channel.asked[-1]).body
        self.channel.threads = [thread("Ugtop", 30, [ours])]
        found = self.events(self.connect().fetch(""))
        self.assertEqual(
            [event.external_id for event in found if event.from_us], [sent.external_id]
        )

    def test_answers_inside_a_thread(self):
        cases = {
            "Hello": "@ana Hello",
            "@Ana hello": "@Ana hello",
        }
        for text, written in cases.items():
            one = self.connect()
            one.send(self.a_reply(parent_id="Ugtop.1", text=text))
            inner = self.channel.asked[-1].json()["snippet"]
            self.assertEqual(inner, {"parentId": "Ugtop", "textOriginal": written})
        nobody = self.a_reply(
            thread_id="", parent_id="Ugtop.1", recipient=Profile(external_id="x")
        )
        one.send(nobody)
        inner = self.channel.asked[-1].json()["snippet"]
        self.assertEqual(inner["parentId"], "Ugtop")
        self.assertFalse(inner["textOriginal"].startswith("@"))

    def test_send_without_an_id_back(self):
        for body in ({}, [], {"id": 1}):
            self.channel.answers["comments"] = Answer(body=body)
            with self.assertRaises(UnknownOutcomeError):
                self.connect().send(self.a_reply())

    def test_find_sent(self):
        now = datetime.now(timezone.utc)
        answer = self.a_reply(sent_at=now)
        ours = {"authorChannelId": {"value": US}}
        found = [
            reply_to("Ugtop", 1, 0, answer.text),
            reply_to("Ugtop", 2, 60, answer.text, **ours),
            reply_to("Ugtop", 3, 0, "Another", **ours),
        ]
        self.channel.replies = {"Ugtop": found}
        self.channel.page = 2
        one = self.connect()
        self.assertIsNone(one.find_sent(answer))
        found.append(reply_to("Ugtop", 4, 0, f"{answer.text} ", **ours))
        self.assertEqual(one.find_sent(answer).external_id, "Ugtop.4")
        without = self.connect(channel_id="")
        self.assertEqual(without.find_sent(answer).external_id, "Ugtop.4")

    # -- moderating --------------------------------------------------------------------

    def test_moderate(self):
        cases = {
            "hide": {"moderationStatus": ["heldForReview"]},
            "unhide": {"moderationStatus": ["published"]},
            "delete": {"moderationStatus": ["rejected"]},
            "block": {"moderationStatus": ["rejected"], "banAuthor": ["true"]},
        }
        one = self.connect()
        self.assertEqual(set(one.moderations("comment", False)), set(cases))
        for action, query in cases.items():
            one.moderate(action, Target(external_id="Ug1.2"))
            asked = self.channel.asked[-1]
            self.assertEqual(asked.path, f"{BASE}comments/setModerationStatus")
            self.assertEqual(asked.query, {"id": ["Ug1.2"], **query})
        self.assertEqual(one.spent, 200)

    def test_delete_our_own(self):
        one, ours = self.connect(), Target(external_id="Ug1.2", from_us=True)
        self.assertEqual(one.moderations("comment", True), ("delete",))
        one.moderate("delete", ours)
        asked = self.channel.asked[-1]
        self.assertEqual((asked.method, asked.path), ("DELETE", f"{BASE}comments"))
        self.assertEqual(asked.query, {"id": ["Ug1.2"]})
        self.channel.answers[("DELETE", "comments")] = failure(404, "commentNotFound")
        one.moderate("delete", ours)  # it is gone already
        for action in ("hide", "like"):
            with self.assertRaises(UnsupportedError):
                one.moderate(action, ours)

    def test_moderate_refused(self):
        path = "comments/setModerationStatus"
        for reason, kind in (
            ("operationNotSupported", PermanentError),
            ("forbidden", PermanentError),
            ("processingFailure", RetryableError),
        ):
            self.channel.answers[path] = failure(403, reason)
            with self.assertRaises(kind):
                self.connect().moderate("hide", Target(external_id="Ug1"))

    # -- errors ------------------------------------------------------------------------

    def test_errors(self):
        sends = {
            "commentTextTooLong": (400, PermanentError),
            "commentTextRequired": (400, PermanentError),
            "parentCommentIsPrivate": (400, PermanentError),
            "parentCommentNotFound": (404, PermanentError),
            "processingFailure": (400, PermanentError),
            "commentsDisabled": (403, PermanentError),
            "forbidden": (403, PermanentError),
            "ineligibleAccount": (403, AuthError),
            "insufficientPermissions": (403, AuthError),
            "authError": (401, AuthError),
            "accessNotConfigured": (403, SettingsError),
            "quotaExceeded": (403, RateLimitedError),
            "rateLimitExceeded": (403, RateLimitedError),
            "backendError": (503, RetryableError),
            "internalError": (500, UnknownOutcomeError),
        }
        for reason, (status, kind) in sends.items():
            self.channel.answers["comments"] = failure(status, reason)
            with self.subTest(reason), self.assertRaises(kind) as caught:
                self.connect().send(self.a_reply())
            self.assertIs(type(caught.exception), kind)
        reads = {
            "processingFailure": (400, RetryableError),
            "channelNotFound": (404, SettingsError),
            "youtubeSignupRequired": (401, SettingsError),
            "forbidden": (403, AuthError),
        }
        for reason, (status, kind) in reads.items():
            self.channel.answers["commentThreads"] = failure(status, reason)
            with self.subTest(reason), self.assertRaises(kind) as caught:
                self.connect().fetch("")
            self.assertIs(type(caught.exception), kind)

    def test_quota_comes_back_at_midnight_in_california(self):
        self.channel.answers["comments"] = failure(403, "quotaExceeded")
        with self.assertRaises(RateLimitedError) as caught:
            self.connect().send(self.a_reply())
        self.assertLessEqual(caught.exception.retry_after, 25 * 3600)
        morning = datetime(2026, 1, 15, 18, 0, tzinfo=timezone.utc)
        self.assertEqual(youtube_errors.seconds_to_new_quota(morning), 14 * 3600)
        longest = datetime(2026, 11, 1, 7, 0, tzinfo=timezone.utc)  # summer time ends
        self.assertEqual(youtube_errors.seconds_to_new_quota(longest), 25 * 3600)

    def test_codes_in_details(self):
        """Errors of Google's newer kind have them there."""
        body = {"error": {"status": "X", "details": [{"reason": "SERVICE_DISABLED"}]}}
        one = self.connector_class(self.settings_values)
        error = one.explain(Response(status=403, body=json.dumps(body).encode()))
        self.assertIsInstance(error, SettingsError)
        for odd in ({}, {"error": "x"}, {"error": {"errors": [7, {}]}}, []):
            raw = json.dumps(odd).encode()
            self.assertIsNone(one.explain(Response(status=400, body=raw)))

    def test_too_fast(self):
        slow = failure(403, "userRateLimitExceeded")
        slow.headers["Retry-After"] = "7"
        self.channel.answers["commentThreads"] = slow
        with self.assertRaises(RateLimitedError) as caught:
            self.connect().fetch("")
        self.assertEqual(caught.exception.retry_after, 7)

    def test_an_expired_token(self):
        self.channel.answers["commentThreads"] = failure(401, "authError")
        with self.assertRaises(AuthError):
            self.connect().fetch("")
