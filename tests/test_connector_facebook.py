"""Facebook pages: what is asked is known to Meta's SDK, what comes is read whole."""

import json
from datetime import datetime, timezone
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..connectors import graph, graph_account
from ..connectors.errors import (
    AuthError,
    PayloadError,
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
    WebhookRejected,
)
from ..connectors.facebook import FacebookConnector
from ..connectors.facebook_edges import COMMENT_FIELDS, POST_FIELDS, RATING_FIELDS
from ..connectors.http import Http, Response
from ..connectors.types import (
    Attachment,
    Payload,
    Profile,
    Target,
    WebhookRequest,
)
from . import graph_case, graph_names
from .connector_case import KEY
from .graph_case import SECRET, TOKEN, asked_as
from .platform_stub import Answer

PAGE = "104000000000001"
ANA = "7000000000000011"
NOW = 1795603600  # an hour after the golden arrivals
TOP, REPLY = "2200_3301", "2200_3302"
POST = f"{PAGE}_2200"


def edge_of(*objects, after=""):
    paging = {"cursors": {"after": after}, "next": "https://x"} if after else {}
    return {"data": list(objects), "paging": paging}


@tagged("post_install", "-at_install")
class TestFacebook(graph_case.GraphContract, BaseCase):
    connector_class = FacebookConnector
    settings_values = {
        "client_id": "1500",
        "client_secret": SECRET,
        "page_id": PAGE,
        "access_token": TOKEN,
    }
    edges = (
        ("GET", f"{PAGE}/feed", "Page", "get_feed"),
        ("GET", f"{PAGE}/tagged", "Page", "get_tagged"),
        ("GET", f"{PAGE}/ratings", "Page", "get_ratings"),
        ("GET", f"{PAGE}/conversations", "Page", "get_conversations"),
        ("POST", f"{PAGE}/messages", "Page", "create_message"),
        ("POST", f"{PAGE}/message_attachments", "Page", "create_message_attachment"),
        ("POST", f"{PAGE}/photos", "Page", "create_photo"),
        ("POST", f"{PAGE}/subscribed_apps", "Page", "create_subscribed_app"),
        ("DELETE", f"{PAGE}/subscribed_apps", "Page", "delete_subscribed_apps"),
        ("POST", f"{PAGE}/blocked", "Page", "create_blocked"),
        ("DELETE", f"{PAGE}/blocked", "Page", "delete_blocked"),
        (
            "POST",
            f"{PAGE}/moderate_conversations",
            "Page",
            "create_moderate_conversation",
        ),
        ("GET", "me/accounts", "User", "get_accounts"),
        ("GET", r"2\d+_\d+/comments", "Comment", "get_comments"),
        ("POST", r"2\d+_\d+/comments", "Comment", "create_comment"),
        ("POST", r"2\d+_\d+/likes", "Comment", "create_like"),
        ("DELETE", r"2\d+_\d+/likes", "Comment", "delete_likes"),
        ("POST", rf"{PAGE}_\d+/comments", "PagePost", "create_comment"),
    )
    nodes = (
        (PAGE, "Page"),
        (rf"{PAGE}_\d+|7\d+_8800|880000000000002_8801", "PagePost"),
        (r"2\d+_\d+|8801_9901", "Comment"),
    )
    listed = {
        "get_feed": "PagePost",
        "get_tagged": "PagePost",
        "get_ratings": "Recommendation",
        "get_conversations": "UnifiedThread",
        "get_comments": "Comment",
        "get_accounts": "Page",
    }

    def problems(self, asked):
        path = graph_case.path_of(asked)
        if path in ("oauth/access_token", "debug_token", ANA):
            return []  # no part of the SDK; see the sources in the connector
        if asked.method in ("POST", "DELETE") and path in (TOP, POST):
            kind = "Comment" if path == TOP else "PagePost"
            method = "api_update" if asked.method == "POST" else "api_delete"
            types = graph_names.edge(kind, method)[2]
            given = graph_names.params(asked).keys() - {"appsecret_proof"}
            return [key for key in given if key not in types]
        return super().problems(asked)

    def exchanges(self):
        direct = self.a_reply(kind="direct", visibility="private", thread_id="t_1")
        return super().exchanges() | {"send": lambda one: one.send(direct)}

    # -- arrivals ----------------------------------------------------------------------

    def receive(self, *entries, **changes):
        one, _stub = self.graph()
        body = {"object": "page", "entry": list(entries)}
        return one.receive(self.call(body, **changes))

    def entry(self, *names, **values):
        bodies = [self.arrival(name) for name in names]
        direct = [body["messaging"] for body in bodies if "messaging" in body]
        changes = [
            {"field": body["field"], "value": body["value"]}
            for body in bodies
            if "field" in body
        ]
        found = {"id": PAGE, "time": 1795600000, **values}
        found |= {"messaging": direct} if direct else {}
        return found | ({"changes": changes} if changes else {})

    def test_a_batch_is_cut_into_arrivals(self):
        found = self.receive(
            self.entry("feed_comment", "feed_reaction", "feed_comment_hidden"),
            self.entry("direct_text", "direct_delivery", "direct_read"),
            self.entry("feed_comment_removed", "rating_stars", "mention_post"),
        )
        self.assertEqual(
            [one.external_id for one in found],
            [
                TOP,
                "m_AAA1",
                "m_AAA4:m_AAA6:delivery",
                f"{TOP}:remove",
                "5550002",
                "7000000000000013_8800",
            ],
        )
        for payload in found:
            self.assertTrue(
                list(FacebookConnector(self.settings_values).parse(payload))
            )

    def test_ids_are_the_same_by_webhook_and_by_reading(self):
        one, _stub = self.graph()
        for told, shown in (
            ("feed_comment", "shown_comment"),
            ("feed_visitor_post", "shown_visitor_post"),
            ("mention_post", "shown_tagged"),
            ("direct_text", "shown_message"),
            ("direct_echo", "shown_message_own"),
        ):
            with self.subTest(told):
                events = [
                    next(one.parse(Payload(external_id="x", body=body)))
                    for body in (
                        json.dumps(self.arrival(told)).encode(),
                        json.dumps(self.arrival(shown)).encode(),
                    )
                ]
                for field in ("external_id", "thread_id", "kind", "from_us"):
                    self.assertEqual(
                        getattr(events[0], field), getattr(events[1], field), field
                    )
                self.assertEqual(
                    one.arrival_id(self.arrival(told)), events[0].external_id
                )

    def test_an_edit_is_another_arrival_for_each_text(self):
        one, _stub = self.graph()
        body = self.arrival("feed_comment_edited")
        first = one.arrival_id(body)
        body["value"]["message"] = "Something else"
        self.assertNotEqual(one.arrival_id(body), first)
        self.assertTrue(first.startswith(f"{TOP}:edited:"))
        edit = self.arrival("direct_edit")
        self.assertEqual(one.arrival_id(edit), "m_AAA1:edit1")
        deleted = {"messaging": {"message": {"mid": "m_1", "is_deleted": True}}}
        self.assertEqual(one.arrival_id(deleted), "m_1:deleted")

    def test_calls_of_other_pages_and_objects_are_left(self):
        other = self.entry("feed_comment") | {"id": "999"}
        self.assertEqual(self.receive(other), ())
        one, _stub = self.graph()
        for body in (
            {"object": "instagram", "entry": [self.entry("feed_comment")]},
            {"object": "page", "entry": [{"id": PAGE, "changes": [{"field": 7}]}, 1]},
            {"object": "page", "entry": {"id": PAGE}},
            {"object": "page", "entry": [{"id": PAGE, "messaging": [{"x": 1}]}]},
            {"object": "page", "entry": [{"id": PAGE, "messaging": [{"read": {}}]}]},
            [],
            b"\xff no JSON",
        ):
            with self.subTest(str(body)):
                self.assertEqual(one.receive(self.call(body)), ())

    def test_only_what_meta_signed_is_taken(self):
        body = {"object": "page", "entry": [self.entry("feed_comment")]}
        good = self.call(body)
        one, _stub = self.graph()
        self.assertEqual(len(one.receive(good)), 1)
        for request in (
            self.call(body, secret="another"),
            self.call(body, headers={}),
            self.call(body, headers={"x-hub-signature-256": "sha256=é"}),
            WebhookRequest(key=KEY, headers=good.headers, body=good.body + b" "),
        ):
            with self.assertRaises(WebhookRejected):
                one.receive(request)
        unset, _stub = self.graph(client_secret="")
        with self.assertRaises(WebhookRejected):
            unset.receive(self.call(body, secret=""))

    def test_the_handshake_is_answered_for_the_channels_key(self):
        one, _stub = self.graph()
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": "1158201444",
            "hub.verify_token": KEY,
        }
        request = WebhookRequest(key=KEY, method="GET", query=query)
        self.assertEqual(one.challenge(request).body, "1158201444")
        self.assertIsNone(one.challenge(WebhookRequest(key=KEY, method="GET")))
        for token in ("", "another", "é"):
            wrong = {**query, "hub.verify_token": token}
            with self.assertRaises(WebhookRejected):
                one.challenge(WebhookRequest(key=KEY, query=wrong))

    def test_golden_objects_have_fields_that_meta_knows(self):
        for name, key, kind, asked in (
            ("shown_comment", "comment", "Comment", COMMENT_FIELDS),
            ("shown_comment_third", "comment", "Comment", COMMENT_FIELDS),
            ("shown_visitor_post", "post", "PagePost", POST_FIELDS),
            ("shown_tagged", "post", "PagePost", POST_FIELDS),
            ("shown_rating", "rating", "Recommendation", RATING_FIELDS),
        ):
            with self.subTest(name):
                found = self.arrival(name)[key].keys()
                self.assertLessEqual(found, graph_names.fields_of(kind))
                wanted = {field for field, _how, _inner in graph_names.parts(asked)}
                self.assertLessEqual(found, wanted)

    def test_what_is_no_arrival_is_refused(self):
        one, _stub = self.graph()
        with self.assertRaises(PayloadError):
            list(one.parse(Payload(external_id="x", body=b'{"other": 1}')))

    # -- completed ---------------------------------------------------------------------

    def completed(self, name, answers, **settings):
        one, stub = self.graph(answers, **settings)
        body = json.dumps(self.arrival(name)).encode()
        payload = one.complete(Payload(external_id="kept", body=body))
        self.assertEqual(payload.external_id, "kept")
        return list(one.parse(payload)), stub

    def test_a_comment_is_completed_with_its_post(self):
        shown = self.arrival("shown_comment")
        answers = {f"GET {TOP}": shown["comment"], f"GET {POST}": shown["post"]}
        (event,), stub = self.completed("feed_comment", answers)
        self.assertEqual(event.post.text, "New leaves arrived.")
        self.assertEqual(event.post.image_url, "https://scontent.example/p/2200.jpg")
        self.assertEqual(stub.asked[0].headers["authorization"], f"Bearer {TOKEN}")
        self.assertNotIn(TOKEN, stub.asked[0].path + str(stub.asked[0].query))

    def test_a_comment_that_meta_does_not_show_stays_as_told(self):
        gone = Answer(400, {"error": {"code": 100, "error_subcode": 33}})
        answers = {f"GET {TOP}": gone, f"GET {POST}": gone}
        (event,), _stub = self.completed("feed_comment", answers)
        self.assertEqual(event.text, "Is the green one back?\nI miss it.")

    def test_a_mention_stays_one_when_it_is_completed(self):
        comment = {"id": "8801_9901", "message": "Ask them", "from": {"id": "7"}}
        answers = {"GET 8801_9901": comment}
        (event,), _stub = self.completed("mention_comment", answers)
        self.assertEqual((event.kind, event.text), ("mention", "Ask them"))
        post = {"id": "7000000000000013_8800", "message": "Best", "from": {"id": "7"}}
        (event,), _stub = self.completed("mention_post", {f"GET {post['id']}": post})
        self.assertEqual((event.kind, event.text), ("mention", "Best"))
        self.assertEqual(event.reply_as, ())

    def test_the_author_of_a_message_gets_a_name(self):
        answers = {f"GET {ANA}": {"name": "Ana Ferreira", "profile_pic": "https://a/b"}}
        (event,), _stub = self.completed("direct_text", answers)
        self.assertEqual(event.author.name, "Ana Ferreira")
        for name in ("direct_echo", "direct_completed", "rating_stars", "direct_edit"):
            _events, stub = self.completed(name, answers)
            self.assertEqual(stub.asked, [], name)
        _events, stub = self.completed("feed_comment_edited", answers)
        self.assertEqual(stub.asked, [])

    def test_no_right_to_see_an_author_is_told(self):
        refused = Answer(403, {"error": {"code": 200, "message": "no"}})
        with self.assertRaises(AuthError):
            self.completed("direct_text", {f"GET {ANA}": refused})

    # -- rounds ------------------------------------------------------------------------

    def round(self, answers, cursor="", **settings):
        """(pages, stub) of fetching until nothing is left."""
        one, stub = self.graph(answers, **settings)
        pages = []
        with patch.object(graph_account.time, "time", lambda: float(NOW)):
            while not pages or pages[-1].has_more:
                pages.append(one.fetch(pages[-1].cursor if pages else cursor))
        return pages, stub

    def test_a_round_reads_all_streams_oldest_first(self):
        shown = self.arrival("shown_comment")
        newer = {**shown["comment"], "id": "2200_3309"}
        newer["created_time"] = "2026-11-25T10:20:00+0000"
        own = {**shown["post"], "comments": edge_of(newer, shown["comment"])}
        visitor = self.arrival("shown_visitor_post")["post"]
        message = self.arrival("shown_message")["message"]
        thread = {"id": "t1", "updated_time": "2026-11-25T10:03:20+0000"}
        answers = {
            f"GET {PAGE}/feed": edge_of(visitor, own),
            f"GET {PAGE}/tagged": edge_of(self.arrival("shown_tagged")["post"]),
            f"GET {PAGE}/ratings": edge_of(self.arrival("shown_rating")["rating"], {}),
            f"GET {PAGE}/conversations": edge_of(
                {**thread, "messages": edge_of(message)}
            ),
        }
        pages, stub = self.round(answers)
        self.assertEqual(
            [[one.external_id for one in page.payloads] for page in pages],
            [
                [TOP, f"{PAGE}_2300", "2200_3309"],
                ["7000000000000013_8800"],
                ["5550003"],
                ["m_AAA1"],
            ],
        )
        one, _stub = self.graph()
        for page in pages:
            for payload in page.payloads:
                self.assertEqual(
                    next(one.parse(payload)).external_id, payload.external_id
                )
        since = NOW - 3 * 86400
        fields = stub.asked[0].query["fields"][0]
        self.assertIn(f".since({since})", fields)
        asked = stub.asked[3].query
        self.assertEqual(asked["updated_after_ms"], [str(since * 1000)])
        self.assertEqual(asked["platform"], ["MESSENGER"])
        again, stub = self.round(answers, cursor=pages[-1].cursor)
        self.assertIn(f".since({NOW - 300})", stub.asked[0].query["fields"][0])

    def test_old_things_are_not_read_again(self):
        old = "2026-11-01T09:00:00+0000"
        ancient = {**self.arrival("shown_visitor_post")["post"], "created_time": old}
        rating = {**self.arrival("shown_rating")["rating"], "created_time": old}
        thread = {"id": "t1", "updated_time": old}
        answers = {
            f"GET {PAGE}/feed": edge_of(ancient, after="F2"),
            f"GET {PAGE}/ratings": edge_of(rating, after="R2"),
            f"GET {PAGE}/tagged": edge_of(ancient, after="T2"),
            f"GET {PAGE}/conversations": edge_of(thread, after="C2"),
        }
        pages, stub = self.round(answers)
        self.assertEqual([len(page.payloads) for page in pages], [0, 0, 0, 0])
        self.assertEqual(len(stub.asked), 4)

    def test_pages_of_posts_comments_and_people_are_read_to_the_end(self):
        shown = self.arrival("shown_comment")
        post, comment = shown["post"], shown["comment"]
        second = {**comment, "id": "2200_3310"}
        visitor = self.arrival("shown_visitor_post")["post"]
        message = self.arrival("shown_message")["message"]
        thread = {
            "id": "t1",
            "updated_time": message["created_time"],
            "messages": edge_of(message),
        }
        other = {**thread, "messages": edge_of({**message, "id": "m_AAA9"})}
        answers = {
            f"GET {PAGE}/feed": [
                edge_of({**post, "comments": edge_of(comment, after="K2")}, after="F2"),
                edge_of(visitor),
            ],
            f"GET {POST}": {**post, "comments": edge_of(second)},
            f"GET {PAGE}/conversations": [edge_of(thread, after="C2"), edge_of(other)],
        }
        pages, stub = self.round(answers)
        found = [one.external_id for page in pages for one in page.payloads]
        self.assertEqual(found, [TOP, "2200_3310", f"{PAGE}_2300", "m_AAA1", "m_AAA9"])
        self.assertIn(".after(K2)", stub.asked[1].query["fields"][0])
        self.assertEqual(stub.asked[2].query["after"], ["F2"])

    def test_a_stream_that_fails_is_read_again(self):
        answers = {f"GET {PAGE}/tagged": Answer(500)}
        one, _stub = self.graph(answers)
        page = one.fetch("")
        with self.assertRaises(RetryableError):
            one.fetch(page.cursor)
        answers.clear()
        state = json.loads(one.fetch(page.cursor).cursor)
        self.assertEqual(sorted(state["since"]), ["feed", "tagged"])

    def test_without_direct_messages_none_are_asked_for(self):
        pages, stub = self.round({}, with_direct=False)
        self.assertEqual(len(pages), 3)
        self.assertNotIn(f"GET {PAGE}/conversations", asked_as(stub))

    # -- connecting --------------------------------------------------------------------

    def test_verify_tries_each_stream(self):
        page = {
            "id": PAGE,
            "name": "Blue Kettle Tea",
            "username": "bluekettle",
            "link": "https://www.facebook.com/bluekettle",
            "followers_count": 12,
            "picture": {"data": {"url": "https://scontent.example/logo.jpg"}},
        }
        one, stub = self.graph({f"GET {PAGE}": page})
        profile = one.verify()
        self.assertEqual(profile.name, "Blue Kettle Tea")
        self.assertEqual(profile.avatar_url, "https://scontent.example/logo.jpg")
        self.assertEqual(
            asked_as(stub)[1:],
            [
                f"GET {PAGE}/{edge}"
                for edge in ("feed", "tagged", "ratings", "conversations")
            ],
        )
        self.assertIn("/v26.0/", stub.asked[0].path)
        self.assertEqual(len(stub.asked[0].query["appsecret_proof"][0]), 64)

    def test_verify_refuses_another_page(self):
        one, _stub = self.graph({f"GET {PAGE}": {"id": "9", "name": "Other"}})
        with self.assertRaises(SettingsError):
            one.verify()

    def test_before_a_page_is_chosen(self):
        one, stub = self.graph(page_id="")
        with self.assertRaises(SettingsError) as caught:
            one.verify()
        self.assertEqual(caught.exception.code, "no_account")
        self.assertEqual(stub.asked, [])

    def test_an_answer_that_says_nothing_moves_no_cursor(self):
        for body in ({}, {"data": None}):
            one, _stub = self.graph({f"GET {PAGE}/feed": body})
            with self.assertRaises(RetryableError):
                one.fetch("")
        one, _stub = self.graph({f"GET {PAGE}": Answer(body=[])})
        with self.assertRaises(RetryableError):
            one.verify()

    def test_odd_files_and_times(self):
        body = self.arrival("direct_files")
        (file, _other) = body["messaging"]["message"]["attachments"][:2]
        file["payload"]["url"] = "https://[::1/x.jpg"
        body["messaging"]["timestamp"] = 253402300799000
        one, _stub = self.graph()
        payload = Payload(external_id="x", body=json.dumps(body).encode())
        (event,) = one.parse(payload)
        self.assertEqual(event.attachments[0].filename, "file")
        self.assertIsNone(event.reply_until)

    def test_without_a_token_one_has_to_log_in(self):
        one, stub = self.graph(access_token="")
        with self.assertRaises(AuthError):
            one.verify()
        with self.assertRaises(AuthError):
            one.refresh()
        self.assertEqual(stub.asked, [])

    def test_logging_in_gives_a_long_token_and_the_pages(self):
        tokens = [
            {"access_token": "short", "token_type": "bearer", "expires_in": 5000},
            {"access_token": "long", "token_type": "bearer", "expires_in": 5184000},
        ]
        one, stub = self.graph(
            {"POST oauth/access_token": tokens[0], "GET oauth/access_token": tokens[1]}
        )
        url = one.authorization("https://odoo.example/back", "state", 43 * "v")
        self.assertTrue(url.startswith("https://www.facebook.com/v26.0/dialog/oauth?"))
        self.assertIn("pages_messaging", url)
        found = one.exchange("c0de", "https://odoo.example/back", 43 * "v")
        self.assertEqual(found.values, {"access_token": "long"})
        self.assertIsNotNone(found.expires_at)
        self.assertEqual(stub.asked[0].form()["client_secret"], SECRET)
        self.assertEqual(stub.asked[1].query["fb_exchange_token"], ["short"])

    def test_a_code_that_is_refused(self):
        error = {"message": "This code has been used.", "code": 100}
        one, _stub = self.graph(
            {"POST oauth/access_token": Answer(400, {"error": error})}
        )
        with self.assertRaises(AuthError) as caught:
            one.exchange("c0de", "https://odoo.example/back", "")
        self.assertIn("has been used", caught.exception.detail)

    def test_the_pages_to_choose_from_come_with_their_tokens(self):
        page = {"id": PAGE, "name": "Blue Kettle Tea", "access_token": "of-page"}
        one, _stub = self.graph({"GET me/accounts": edge_of(page, {"id": "2"}, {})})
        (account,) = one.accounts()
        self.assertEqual(account.name, "Blue Kettle Tea")
        self.assertEqual(account.values, {"page_id": PAGE, "access_token": "of-page"})
        self.assertNotIn("of-page", repr(account))

    def test_the_token_is_inspected_by_the_app(self):
        scopes = [one for one in FacebookConnector.scopes if one != "pages_messaging"]
        data = {"is_valid": True, "expires_at": 0, "scopes": scopes}
        answers = {"GET debug_token": {"data": data}}
        one, stub = self.graph(answers)
        access = one.inspect()
        self.assertIsNone(access.expires_at)
        self.assertEqual(access.missing_scopes, ("pages_messaging",))
        authorization = stub.asked[0].headers["authorization"]
        self.assertEqual(authorization, f"Bearer 1500|{SECRET}")
        data |= {"expires_at": 1800000000, "data_access_expires_at": 1799000000}
        ends = datetime.fromtimestamp(1799000000, timezone.utc)
        self.assertEqual(one.inspect().expires_at, ends)
        for wrong in ({"data": {"is_valid": False}}, {}, []):
            answers["GET debug_token"] = wrong
            if wrong == []:
                answers["GET debug_token"] = Answer(body=[])
            with self.assertRaises(AuthError):
                one.inspect()

    def test_the_page_is_told_to_tell(self):
        one, stub = self.graph()
        one.subscribe("https://odoo.example/x")
        one.unsubscribe("https://odoo.example/x")
        path = f"{PAGE}/subscribed_apps"
        self.assertEqual(asked_as(stub), [f"POST {path}", f"DELETE {path}"])
        self.assertIn("feed,mention", stub.asked[0].query["subscribed_fields"][0])

    # -- answering ---------------------------------------------------------------------

    def a_comment(self, **changes):
        values = {
            "kind": "comment",
            "thread_id": TOP,
            "parent_id": TOP,
            "ancestor_ids": (TOP, POST),
        }
        return self.a_reply(**{**values, **changes})

    def a_direct(self, **changes):
        values = {
            "kind": "direct",
            "thread_id": f"t_{ANA}",
            "parent_id": "m_AAA1",
            "ancestor_ids": ("m_AAA1",),
            "visibility": "private",
            "parent_visibility": "private",
        }
        return self.a_reply(**{**values, **changes})

    def sent(self, reply, answers=None, **settings):
        """(Sent, bodies) of an answer."""
        known = {
            f"POST {TOP}/comments": {"id": "2200_3400"},
            f"POST {POST}/comments": {"id": "2200_3400"},
            f"POST {PAGE}/messages": {"recipient_id": ANA, "message_id": "m_NEW"},
            f"POST {PAGE}/photos": {"id": "4400"},
            f"POST {PAGE}/message_attachments": {"attachment_id": "6600"},
        }
        one, stub = self.graph({**known, **(answers or {})}, **settings)
        return one.send(reply), stub

    def test_an_answer_to_a_comment(self):
        sent, stub = self.sent(self.a_comment())
        self.assertEqual(sent.external_id, "2200_3400")
        self.assertEqual(sent.url, "https://www.facebook.com/2200_3400")
        self.assertEqual(asked_as(stub), [f"POST {TOP}/comments"])
        self.assertEqual(
            stub.asked[0].json(), {"message": "Thank you, we look into it."}
        )
        self.assertNotIn(TOKEN, stub.asked[0].path)

    def test_an_answer_to_an_answer_goes_under_the_comment(self):
        for above in ((REPLY, TOP, POST), ("2200_3304", REPLY, TOP, POST)):
            reply = self.a_comment(parent_id=above[0], ancestor_ids=above)
            _sent, stub = self.sent(reply)
            self.assertEqual(asked_as(stub), [f"POST {TOP}/comments"])

    def test_an_answer_to_a_post_or_a_mention(self):
        for kind in ("post", "mention", "review"):
            reply = self.a_comment(kind=kind, parent_id=POST, ancestor_ids=(POST,))
            _sent, stub = self.sent(reply)
            self.assertEqual(asked_as(stub), [f"POST {POST}/comments"])

    def test_a_picture_in_a_comment(self):
        file = Attachment(filename="map.png", mimetype="image/png", content=b"\x89PNG")
        _sent, stub = self.sent(self.a_comment(text="", attachments=(file,)))
        self.assertEqual(asked_as(stub)[0], f"POST {PAGE}/photos")
        self.assertIn(b'name="source"; filename="map.png"', stub.asked[0].body)
        self.assertIn(b"\x89PNG", stub.asked[0].body)
        self.assertEqual(stub.asked[1].json(), {"attachment_id": "4400"})

    def test_a_private_answer_to_a_comment_or_a_post(self):
        for kind, name in (("comment", "comment_id"), ("post", "post_id")):
            with self.subTest(kind):
                reply = self.a_comment(kind=kind, visibility="private")
                sent, stub = self.sent(reply)
                self.assertEqual(sent.external_id, "m_NEW")
                body = stub.asked[0].json()
                self.assertEqual(body["recipient"], {name: TOP})
                self.assertNotIn("messaging_type", body)

    def test_a_direct_message(self):
        sent, stub = self.sent(self.a_direct())
        self.assertEqual(sent.external_id, "m_NEW")
        self.assertEqual(
            stub.asked[0].json(),
            {
                "recipient": {"id": ANA},
                "messaging_type": "RESPONSE",
                "message": {"text": "Thank you, we look into it.", "metadata": KEY},
            },
        )
        person = Profile(external_id="7000000000000019")
        _sent, stub = self.sent(self.a_direct(thread_id="old", recipient=person))
        self.assertEqual(stub.asked[0].json()["recipient"], {"id": person.external_id})

    def test_a_person_may_answer_for_seven_days(self):
        _sent, stub = self.sent(self.a_direct(), human_agent=True)
        body = stub.asked[0].json()
        self.assertEqual(body["messaging_type"], "MESSAGE_TAG")
        self.assertEqual(body["tag"], "HUMAN_AGENT")
        one, _stub = self.graph(human_agent=True)
        payload = Payload(
            external_id="x", body=json.dumps(self.arrival("direct_text")).encode()
        )
        (event,) = one.parse(payload)
        self.assertEqual((event.reply_until - event.sent_at).days, 7)

    def test_a_file_goes_before_the_text(self):
        file = Attachment(filename="a.pdf", mimetype="application/pdf", content=b"%PDF")
        sent, stub = self.sent(self.a_direct(attachments=(file,)))
        self.assertEqual(
            asked_as(stub),
            [f"POST {PAGE}/message_attachments", *2 * [f"POST {PAGE}/messages"]],
        )
        attachment = {"type": "file", "payload": {"attachment_id": "6600"}}
        self.assertEqual(stub.asked[1].json()["message"], {"attachment": attachment})
        self.assertIn("text", stub.asked[2].json()["message"])
        self.assertEqual(sent.external_id, "m_NEW")
        _sent, stub = self.sent(self.a_direct(text="", attachments=(file,)))
        self.assertEqual(len(stub.asked), 2)

    def test_a_text_that_fails_after_its_file_is_not_sent_again(self):
        file = Attachment(filename="a.png", mimetype="image/png", content=b"x")
        limited = Answer(400, {"error": {"code": 613}})
        answers = {f"POST {PAGE}/messages": [{"message_id": "m_1"}, limited]}
        with self.assertRaises(UnknownOutcomeError) as caught:
            self.sent(self.a_direct(attachments=(file,)), answers)
        self.assertEqual(caught.exception.code, "half_sent")
        answers = {f"POST {PAGE}/messages": limited}
        with self.assertRaises(RateLimitedError):
            self.sent(self.a_direct(attachments=(file,)), answers)

    def test_an_answer_without_an_id_is_of_unknown_outcome(self):
        with self.assertRaises(UnknownOutcomeError):
            self.sent(self.a_comment(), {f"POST {TOP}/comments": {}})

    def test_limits(self):
        one, _stub = self.graph()
        self.assertEqual(one.limits_for("comment", "public").text_length, 8000)
        self.assertEqual(one.limits_for("direct", "private").text_length, 2000)
        private = one.limits_for("comment", "private")
        self.assertEqual((private.text_length, private.takes_files), (2000, False))

    # -- looking for -------------------------------------------------------------------

    def test_a_comment_of_ours_is_found_again(self):
        found = {
            "id": "2200_3400",
            "message": "Thank you,  we look into it.",
            "created_time": "2026-11-25T10:10:00+0000",
            "from": {"id": PAGE},
        }
        theirs = {**found, "id": "2200_3401", "from": {"id": ANA}}
        other = {**found, "id": "2200_3402", "message": "Else"}
        answers = {f"GET {TOP}/comments": edge_of(theirs, other, found)}
        one, stub = self.graph(answers)
        self.assertEqual(one.find_sent(self.a_comment()).external_id, "2200_3400")
        self.assertEqual(stub.asked[0].query["order"], ["reverse_chronological"])
        later = datetime(2026, 11, 25, 11, tzinfo=timezone.utc)
        self.assertIsNone(one.find_sent(self.a_comment(sent_at=later)))

    def test_a_message_of_ours_is_found_after_the_one_it_answers(self):
        ours = {
            "id": "m_NEW",
            "message": "Thank you, we look into it.",
            "created_time": "2026-11-25T10:10:00+0000",
            "from": {"id": PAGE},
        }
        theirs = {"id": "m_AAA1", "message": "Hello", "from": {"id": ANA}}
        before = edge_of({"id": "t1", "messages": edge_of(theirs, ours)})
        after = edge_of({"id": "t1", "messages": edge_of(ours, theirs)})
        path = f"GET {PAGE}/conversations"
        one, stub = self.graph(
            {path: [after, before, edge_of(), edge_of({"id": "t1"})]}
        )
        self.assertEqual(one.find_sent(self.a_direct()).external_id, "m_NEW")
        self.assertIsNone(one.find_sent(self.a_direct()))
        self.assertIsNone(one.find_sent(self.a_direct()))
        self.assertIsNone(one.find_sent(self.a_direct()))
        self.assertEqual(stub.asked[0].query["user_id"], [ANA])

    # -- moderating --------------------------------------------------------------------

    def moderated(self, action, answers=None, **changes):
        values = {
            "external_id": TOP,
            "kind": "comment",
            "author": Profile(external_id=ANA),
        }
        one, stub = self.graph(answers)
        one.moderate(action, Target(**{**values, **changes}))
        return stub

    def test_what_can_be_done_is_done(self):
        for action, call, body in (
            ("hide", f"POST {TOP}", {"is_hidden": True}),
            ("unhide", f"POST {TOP}", {"is_hidden": False}),
            ("like", f"POST {TOP}/likes", {}),
            ("unlike", f"DELETE {TOP}/likes", {}),
            ("delete", f"DELETE {TOP}", {}),
        ):
            with self.subTest(action):
                stub = self.moderated(action)
                self.assertEqual(asked_as(stub), [call])
                self.assertEqual(stub.asked[0].json(), body)

    def test_people_are_blocked_on_the_page_and_in_messenger(self):
        stub = self.moderated("block")
        self.assertEqual(asked_as(stub), [f"POST {PAGE}/blocked"])
        self.assertEqual(stub.asked[0].query["psid"], [f"[{ANA}]"])
        stub = self.moderated("unblock")
        self.assertEqual(asked_as(stub), [f"DELETE {PAGE}/blocked"])
        self.assertEqual(stub.asked[0].query["psid"], [ANA])
        stub = self.moderated("block", kind="direct", thread_id=f"t_{ANA}")
        body = {"user_ids": [{"id": ANA}], "actions": ["BLOCK_USER"]}
        self.assertEqual(stub.asked[0].json(), body)
        for author in (None, Profile(external_id=f"unknown:{TOP}")):
            with self.assertRaises(PermanentError):
                self.moderated("block", author=author)

    def test_what_is_gone_needs_no_removing(self):
        gone = Answer(400, {"error": {"code": 100, "error_subcode": 33}})
        self.moderated("delete", {f"DELETE {TOP}": gone})
        with self.assertRaises(PermanentError):
            self.moderated("hide", {f"POST {TOP}": gone})

    def test_only_what_is_possible_is_offered(self):
        one, _stub = self.graph()
        self.assertIn("block", one.moderations("post", False))
        self.assertNotIn("hide", one.moderations("comment", True))
        self.assertEqual(one.moderations("direct", False), ("block", "unblock"))
        self.assertEqual(one.moderations("review", False), ())

    # -- Meta's errors -----------------------------------------------------------------

    def explained(self, code, subcode=None, *, is_write=False, headers=None):
        error = {"message": f"about {TOKEN}", "code": code, "error_subcode": subcode}
        body = json.dumps({"error": error}).encode()
        response = Response(
            status=400, body=body, headers=headers or {}, is_write=is_write
        )
        http = Http("Facebook", secrets=(TOKEN,))
        self.addCleanup(http.close)
        found = graph.explain_graph(http, response)
        if found is not None:
            self.assertNotIn(TOKEN, found.detail)
            self.assertNotIn("%(", str(found))
        return found

    def test_codes_of_the_graph(self):
        for code, subcode, kind in (
            (1, None, RetryableError),
            (2, None, RetryableError),
            (4, None, RateLimitedError),
            (17, 2446079, RateLimitedError),
            (32, None, RateLimitedError),
            (613, None, RateLimitedError),
            (80001, None, RateLimitedError),
            (102, None, AuthError),
            (190, 463, AuthError),
            (10, None, AuthError),
            (200, None, AuthError),
            (368, None, RetryableError),
            (100, 33, PermanentError),
            (506, None, PermanentError),
            (551, None, PermanentError),
        ):
            with self.subTest(code):
                self.assertIs(type(self.explained(code, subcode)), kind)
        self.assertIsNone(self.explained(100))
        self.assertIsNone(self.explained("190"))

    def test_codes_of_the_graph_to_what_is_sent(self):
        for code, subcode, kind, name in (
            (1, None, UnknownOutcomeError, "graph_1"),
            (2, None, UnknownOutcomeError, "graph_2"),
            (10, 2018278, PermanentError, "window"),
            (10, 2534022, PermanentError, "window"),
            (10, None, PermanentError, "graph_10"),
            (10, 2018300, PermanentError, "elsewhere"),
            (10, 2018300, PermanentError, "elsewhere"),
            (200, 2018028, PermanentError, "right"),
            (10900, None, PermanentError, "answered"),
            (10903, None, PermanentError, "closed"),
            (10900, None, PermanentError, "answered"),
            (10903, None, PermanentError, "closed"),
            (283, None, PermanentError, "graph_283"),
        ):
            with self.subTest(code):
                error = self.explained(code, subcode, is_write=True)
                self.assertIs(type(error), kind)
                self.assertEqual(error.code, name)

    def test_a_secret_of_another_app(self):
        message = "Invalid appsecret_proof provided in the API argument"
        error = {"error": {"message": message, "code": 100}}
        one, _stub = self.graph({f"GET {PAGE}": Answer(400, error)})
        with self.assertRaises(SettingsError) as caught:
            one.verify()
        self.assertIn("app secret", str(caught.exception))

    def test_a_product_has_codes_of_its_own(self):
        http = Http("Facebook")
        self.addCleanup(http.close)
        for code, kind in ((130429, RateLimitedError), (131047, PermanentError)):
            response = Response(
                status=400, body=json.dumps({"error": {"code": code}}).encode()
            )
            found = graph.explain_graph(
                http,
                response,
                permanent={131047: ("window", "Over.")},
                rate=frozenset((130429,)),
            )
            self.assertIs(type(found), kind)

    def test_how_long_to_wait_is_in_a_header(self):
        usage = {
            "1": [
                {"type": "messenger", "estimated_time_to_regain_access": 7},
                {"type": "pages", "estimated_time_to_regain_access": 0},
            ]
        }
        name = "X-Business-Use-Case-Usage"
        for headers, seconds in (
            ({name: json.dumps(usage)}, 420),
            ({name: "no JSON"}, graph.RATE_SECONDS),
            ({name: "[1]"}, graph.RATE_SECONDS),
            ({"Retry-After": "9"}, 9),
            ({}, graph.RATE_SECONDS),
        ):
            with self.subTest(str(headers)):
                found = self.explained(4, headers=headers)
                self.assertEqual(found.retry_after, seconds)

    def test_an_answer_that_is_no_error_of_the_graph(self):
        http = Http("Facebook")
        self.addCleanup(http.close)
        for body in (b"", b"[]", b'{"error": "no"}', b"<html>"):
            self.assertIsNone(
                graph.explain_graph(http, Response(status=400, body=body))
            )
