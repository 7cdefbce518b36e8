"""Instagram accounts: by a page or by themselves, asked in words that Meta knows."""

import json
from datetime import datetime, timezone
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..connectors import graph_account
from ..connectors.errors import (
    AuthError,
    PayloadError,
    PermanentError,
    SettingsError,
    UnsupportedError,
    WebhookRejected,
)
from ..connectors.instagram import InstagramConnector
from ..connectors.instagram_comments import (
    COMMENT_FIELDS,
    MEDIA_FIELDS,
    MENTION_FIELDS,
)
from ..connectors.text import count
from ..connectors.types import Attachment, Payload, Profile, Target
from . import graph_case, graph_names
from .connector_case import KEY
from .graph_case import SECRET, TOKEN, asked_as
from .platform_stub import Answer

ME, PAGE = "17841400000000001", "104000000000001"
ANA = "6100000000000011"
MEDIA, TOP, REPLY = "17900000000000021", "17910000000000031", "17910000000000032"
NOW = 1795603600  # an hour after the golden arrivals


def edge_of(*objects, after=""):
    paging = {"cursors": {"after": after}, "next": "https://x"} if after else {}
    return {"data": list(objects), "paging": paging}


@tagged("post_install", "-at_install")
class TestInstagram(graph_case.GraphContract, BaseCase):
    connector_class = InstagramConnector
    settings_values = {
        "client_id": "1500",
        "client_secret": SECRET,
        "account_id": ME,
        "page_id": PAGE,
        "access_token": TOKEN,
    }
    edges = (
        ("GET", f"{ME}/media", "IGUser", "get_media"),
        ("POST", f"{ME}/mentions", "IGUser", "create_mention"),
        ("GET", f"{PAGE}/conversations", "Page", "get_conversations"),
        ("POST", f"{PAGE}/messages", "Page", "create_message"),
        ("POST", f"{PAGE}/message_attachments", "Page", "create_message_attachment"),
        ("GET", f"{PAGE}/subscribed_apps", "Page", "get_subscribed_apps"),
        ("POST", f"{PAGE}/subscribed_apps", "Page", "create_subscribed_app"),
        (
            "POST",
            f"{PAGE}/moderate_conversations",
            "IGUser",
            "create_moderate_conversation",
        ),
        ("GET", "me/accounts", "User", "get_accounts"),
        ("GET", r"1791\d+/replies", "IGComment", "get_replies"),
        ("POST", r"1791\d+/replies", "IGComment", "create_reply"),
        # of Instagram Login
        ("GET", f"{ME}/conversations", "IGUserForIGOnlyAPI", "get_conversations"),
        ("POST", f"{ME}/messages", "IGUserForIGOnlyAPI", "create_message"),
        (
            "POST",
            f"{ME}/subscribed_apps",
            "IGUserForIGOnlyAPI",
            "create_subscribed_app",
        ),
        (
            "DELETE",
            f"{ME}/subscribed_apps",
            "IGUserForIGOnlyAPI",
            "delete_subscribed_apps",
        ),
        (
            "POST",
            f"{ME}/messageattachments",
            "IGUserForIGOnlyAPI",
            "create_message_attachment",
        ),
    )
    nodes = (
        (ME, "IGUser"),
        ("me", "IGUserForIGOnlyAPI"),
        (r"1790\d+", "IGMedia"),
        (r"1791\d+", "IGComment"),
    )
    listed = {
        "get_media": "IGMedia",
        "get_conversations": "UnifiedThread",
        "get_replies": "IGComment",
        "get_accounts": "Page",
    }
    by_itself = {"login": "instagram", "page_id": ""}

    def problems(self, asked):
        path = graph_case.path_of(asked)
        others = ("oauth/access_token", "access_token", "refresh_access_token", ANA)
        if path in others or path == "debug_token":
            return []  # no part of the SDK; see the sources in the connector
        if asked.method in ("POST", "DELETE") and path == TOP:
            method = "api_update" if asked.method == "POST" else "api_delete"
            types = graph_names.edge("IGComment", method)[2]
            given = graph_names.params(asked).keys() - {"appsecret_proof"}
            return [key for key in given if key not in types]
        return super().problems(asked)

    def make(self, url, **settings):
        one = super().make(url, **settings)
        one.login_api = url
        return one

    def exchanges(self):
        direct = self.a_reply(kind="direct", visibility="private", thread_id="t_1")
        return super().exchanges() | {"send": lambda one: one.send(direct)}

    # -- arrivals ----------------------------------------------------------------------

    def parsed_events(self, body, **settings):
        one, _stub = self.graph(**settings)
        return list(one.parse(Payload(external_id="x", body=json.dumps(body).encode())))

    def test_both_forms_of_a_change_and_messages_are_cut_into_arrivals(self):
        comment, answer = self.arrival("comment"), self.arrival("comment_answer")
        body = {
            "object": "instagram",
            "entry": [
                {"id": ME, "time": 1795600000, "changes": [comment]},
                {"id": ME, "time": 1795600001, **answer},
                {"id": ME, "time": 1, "changes": [self.arrival("story_insights")]},
                {"id": ME, "messaging": [self.arrival("direct_seen")["messaging"]]},
                {"id": "another", "time": 1, "changes": [comment]},
            ],
        }
        one, _stub = self.graph()
        found = one.receive(self.call(body))
        ids = [payload.external_id for payload in found]
        self.assertEqual(ids, [TOP, REPLY, "aWdfZAG1faXRlbTo1:read"])
        (event,) = one.parse(found[0])
        self.assertEqual(
            event.sent_at, datetime.fromtimestamp(1795600000, timezone.utc)
        )
        with self.assertRaises(WebhookRejected):
            one.receive(self.call(body, secret="another"))

    def test_ids_are_the_same_by_webhook_and_by_reading(self):
        one, _stub = self.graph()
        for told, shown in (
            ("comment", "shown_comment"),
            ("comment_own", "shown_answer_own"),
            ("direct_text", "shown_message"),
            ("mention_comment", "mention_comment_completed"),
        ):
            with self.subTest(told):
                (first,) = self.parsed_events(self.arrival(told))
                (second,) = self.parsed_events(self.arrival(shown))
                for field in ("external_id", "thread_id", "kind", "from_us"):
                    self.assertEqual(getattr(first, field), getattr(second, field))
                arrival_id = one.arrival_id(self.arrival(told))
                self.assertEqual(arrival_id, first.external_id)

    def test_golden_objects_have_fields_that_meta_knows(self):
        for name, key, kind, asked in (
            ("shown_comment", "comment", "IGComment", COMMENT_FIELDS),
            ("shown_comment", "media", "IGMedia", MEDIA_FIELDS),
            ("shown_answer_own", "comment", "IGComment", COMMENT_FIELDS),
            ("mention_caption_completed", "mention", "IGMedia", MENTION_FIELDS),
        ):
            with self.subTest(name):
                found = self.arrival(name)[key].keys()
                self.assertLessEqual(found, graph_names.fields_of(kind))
                wanted = {field for field, _how, _inner in graph_names.parts(asked)}
                self.assertLessEqual(found, wanted)

    def test_what_is_no_arrival_is_refused(self):
        with self.assertRaises(PayloadError):
            self.parsed_events({"other": 1})

    # -- completed ---------------------------------------------------------------------

    def completed(self, name, answers, external_id=TOP, **settings):
        one, stub = self.graph(answers, **settings)
        body = json.dumps(self.arrival(name)).encode()
        payload = one.complete(Payload(external_id=external_id, body=body))
        self.assertEqual(payload.external_id, external_id)
        return list(one.parse(payload)), stub

    def test_a_comment_is_completed_with_its_time_and_post(self):
        shown = self.arrival("shown_comment")
        answer = {**shown["comment"], "media": shown["media"]}
        (event,), stub = self.completed("comment", {f"GET {TOP}": answer})
        self.assertEqual(event.post.url, "https://www.instagram.com/reel/Dx21/")
        self.assertEqual(event.post.text, "New leaves arrived.")
        self.assertEqual(len(stub.asked), 1)
        gone = Answer(400, {"error": {"code": 100, "error_subcode": 33}})
        (event,), _stub = self.completed("comment", {f"GET {TOP}": gone})
        self.assertEqual(event.text, "Is the green one back?")

    def test_a_mention_is_completed_with_its_text(self):
        for name, key, how in (
            ("mention_comment_completed", "mentioned_comment", "comment_id"),
            ("mention_caption_completed", "mentioned_media", "media_id"),
        ):
            with self.subTest(name):
                golden = self.arrival(name)
                answers = {f"GET {ME}": {key: golden["mention"], "id": ME}}
                one, stub = self.graph(answers)
                bare = {**golden}
                del bare["mention"]
                payload = Payload(external_id="m", body=json.dumps(bare).encode())
                self.assertTrue(next(one.parse(payload)).is_partial)
                body = json.loads(one.complete(payload).body)
                self.assertEqual(body, golden)
                asked = stub.asked[0].query["fields"][0]
                self.assertTrue(asked.startswith(f"{key}.{how}("))

    def test_the_author_of_a_message_gets_a_name(self):
        answers = {f"GET {ANA}": {"name": "Ana", "username": "ana.brews"}}
        (event,), stub = self.completed("direct_text", answers)
        self.assertEqual((event.author.name, event.author.handle), ("Ana", "ana.brews"))
        _events, stub = self.completed("direct_seen", answers)
        self.assertEqual(stub.asked, [])
        _events, stub = self.completed("comment_live", answers)
        self.assertEqual(stub.asked, [])

    # -- rounds ------------------------------------------------------------------------

    def round(self, answers, **settings):
        one, stub = self.graph(answers, **settings)
        pages = []
        with patch.object(graph_account.time, "time", lambda: float(NOW)):
            while not pages or pages[-1].has_more:
                pages.append(one.fetch(pages[-1].cursor if pages else ""))
        return pages, stub

    def test_posts_comments_and_answers_are_read_to_the_end(self):
        shown, own = self.arrival("shown_comment"), self.arrival("shown_answer_own")
        comment, media = shown["comment"], shown["media"]
        answer = {key: own["comment"][key] for key in ("id", "text", "timestamp")}
        answer["username"] = "bluekettle"
        second = {**comment, "id": "17910000000000036"}
        old = {**comment, "id": "1", "timestamp": "2026-11-01T09:00:00+0000"}
        message = self.arrival("shown_message")["message"]
        thread = {"id": "t1", "updated_time": message["created_time"]}
        with_answer = {**comment, "replies": edge_of(answer)}
        first = {**media, "comments": edge_of(with_answer, after="K2")}
        ancient = {"id": "17900000000000001", "timestamp": old["timestamp"]}
        answers = {
            f"GET {ME}/media": [
                edge_of(first, after="M2"),
                edge_of(ancient, after="M3"),
            ],
            f"GET {MEDIA}": [
                {**media, "comments": edge_of(second, old, after="K3")},
            ],
            f"GET {PAGE}/conversations": edge_of(
                {**thread, "messages": edge_of(message)}
            ),
        }
        pages, stub = self.round(answers)
        self.assertEqual(
            [[one.external_id for one in page.payloads] for page in pages],
            [
                [TOP, "17910000000000033"],
                ["17910000000000036"],
                [],
                ["aWdfZAG1faXRlbTox"],
            ],
        )
        one, _stub = self.graph()
        (event,) = one.parse(pages[0].payloads[1])
        self.assertEqual((event.thread_id, event.from_us), (TOP, True))
        self.assertIn("comments.limit(50).after(K2)", stub.asked[1].query["fields"][0])
        self.assertEqual(stub.asked[2].query["after"], ["M2"])
        self.assertEqual(stub.asked[3].query["platform"], ["INSTAGRAM"])

    def test_comments_that_come_oldest_first_are_read_on(self):
        shown = self.arrival("shown_comment")
        old = {**shown["comment"], "timestamp": "2026-11-01T09:00:00+0000"}
        older = {**old, "timestamp": "2026-10-01T09:00:00+0000"}
        first = {**shown["media"], "comments": edge_of(older, old, after="K2")}
        rest = {**shown["media"], "comments": edge_of(shown["comment"])}
        answers = {f"GET {ME}/media": edge_of(first), f"GET {MEDIA}": rest}
        pages, _stub = self.round(answers, with_direct=False)
        self.assertEqual([len(page.payloads) for page in pages], [0, 1])

    # -- connecting --------------------------------------------------------------------

    def test_verify_by_the_page_and_by_itself(self):
        account = {
            "id": ME,
            "username": "bluekettle",
            "name": "Blue Kettle Tea",
            "profile_picture_url": "https://scontent.example/logo.jpg",
            "followers_count": 12,
        }
        one, stub = self.graph({f"GET {ME}": account})
        self.assertEqual(one.verify().handle, "bluekettle")
        self.assertEqual(
            asked_as(stub),
            [f"GET {ME}", f"GET {ME}/media", f"GET {PAGE}/conversations"],
        )
        self.assertIn("appsecret_proof", stub.asked[0].query)
        own = {**account, "id": "4400", "user_id": ME}
        one, stub = self.graph({"GET me": own}, **self.by_itself)
        self.assertEqual(one.verify().external_id, ME)
        self.assertEqual(
            asked_as(stub), ["GET me", f"GET {ME}/media", f"GET {ME}/conversations"]
        )
        self.assertNotIn("appsecret_proof", stub.asked[0].query)
        one, stub = self.graph({f"GET {ME}": {"id": "9"}}, with_direct=False)
        with self.assertRaises(SettingsError):
            one.verify()

    def test_before_an_account_is_chosen(self):
        for settings in ({}, self.by_itself):
            one, _stub = self.graph({"GET me": {}}, account_id="", **settings)
            with self.assertRaises(SettingsError):
                one.verify()

    def test_hosts(self):
        one = InstagramConnector(self.settings_values)
        self.assertEqual(one.url("x"), "https://graph.facebook.com/v26.0/x")
        self.assertEqual(one.oauth_urls()[1], one.url("oauth/access_token"))
        self.assertIn("instagram_basic", one.authorization("https://o", "s", 43 * "v"))
        one = InstagramConnector({**self.settings_values, **self.by_itself})
        self.assertEqual(one.url("x"), "https://graph.instagram.com/v26.0/x")
        url = one.authorization("https://o", "s", 43 * "v")
        self.assertTrue(url.startswith("https://www.instagram.com/oauth/authorize?"))
        self.assertIn("instagram_business_basic", url)

    def test_logging_in_by_instagram(self):
        short = {"access_token": "short", "user_id": 1, "permissions": "x"}
        long = {"access_token": "long", "token_type": "bearer", "expires_in": 5184000}
        for first in (short, {"data": [short]}):
            answers = {"POST oauth/access_token": first, "GET access_token": long}
            one, stub = self.graph(answers, **self.by_itself)
            tokens = one.exchange("c0de", "https://odoo.example/back", "")
            self.assertEqual(tokens.values, {"access_token": "long"})
            asked = stub.asked[1].query
            self.assertEqual(asked["grant_type"], ["ig_exchange_token"])
            self.assertEqual(asked["access_token"], ["short"])

    def test_a_token_of_its_own_is_made_new(self):
        answer = {"access_token": "newer", "expires_in": 5184000}
        answers = {"GET refresh_access_token": answer}
        one, stub = self.graph(answers, **self.by_itself)
        self.assertEqual(one.refresh().values, {"access_token": "newer"})
        self.assertEqual(stub.asked[0].query["grant_type"], ["ig_refresh_token"])
        expired = {"error": {"code": 190, "message": "expired"}}
        answers["GET refresh_access_token"] = Answer(400, expired)
        with self.assertRaises(AuthError):
            one.refresh()
        by_page, _stub = self.graph()
        with self.assertRaises(AuthError):
            by_page.refresh()

    def test_tokens_are_inspected(self):
        one, stub = self.graph({"GET me": {"user_id": ME}}, **self.by_itself)
        self.assertEqual(one.inspect().missing_scopes, ())
        data = {"is_valid": True, "expires_at": 0, "scopes": ["instagram_basic"]}
        one, stub = self.graph({"GET debug_token": {"data": data}})
        self.assertIn("instagram_manage_messages", one.inspect().missing_scopes)

    def test_accounts_to_choose_from(self):
        account = {"id": ME, "username": "bluekettle"}
        page = {
            "id": PAGE,
            "access_token": "of-page",
            "instagram_business_account": account,
        }
        one, _stub = self.graph({"GET me/accounts": edge_of(page, {"id": "2"})})
        (found,) = one.accounts()
        self.assertEqual(found.name, "@bluekettle")
        self.assertEqual(
            found.values,
            {"account_id": ME, "page_id": PAGE, "access_token": "of-page"},
        )
        own = {"user_id": ME, "username": "bluekettle", "id": "4400"}
        one, _stub = self.graph({"GET me": own}, **self.by_itself)
        (found,) = one.accounts()
        self.assertEqual(found.values, {"account_id": ME})

    def test_the_account_is_told_to_tell(self):
        one, stub = self.graph(**self.by_itself)
        one.subscribe("https://odoo.example/x")
        one.unsubscribe("https://odoo.example/x")
        path = f"{ME}/subscribed_apps"
        self.assertEqual(asked_as(stub), [f"POST {path}", f"DELETE {path}"])
        self.assertIn("comments,", stub.asked[0].query["subscribed_fields"][0])

    def test_a_page_keeps_what_it_tells(self):
        path = f"{PAGE}/subscribed_apps"
        installed = edge_of({"id": "1500", "subscribed_fields": ["feed"]})
        one, stub = self.graph({f"GET {path}": [edge_of({"id": "7"}), installed]})
        one.subscribe("https://odoo.example/x")
        self.assertEqual(asked_as(stub), [f"GET {path}", f"POST {path}"])
        one.subscribe("https://odoo.example/x")
        one.unsubscribe("https://odoo.example/x")
        self.assertEqual(len(stub.asked), 3)

    # -- answering ---------------------------------------------------------------------

    def a_comment(self, **changes):
        values = {
            "kind": "comment",
            "thread_id": TOP,
            "parent_id": TOP,
            "ancestor_ids": (TOP,),
        }
        return self.a_reply(**{**values, **changes})

    def a_direct(self, **changes):
        values = {
            "kind": "direct",
            "thread_id": f"t_{ANA}",
            "parent_id": "m_1",
            "ancestor_ids": ("m_1",),
            "visibility": "private",
            "parent_visibility": "private",
        }
        return self.a_reply(**{**values, **changes})

    def sent(self, reply, **settings):
        message = {"recipient_id": ANA, "message_id": "m_NEW"}
        answers = {
            f"POST {TOP}/replies": {"id": "17910000000000099"},
            f"POST {ME}/mentions": {"id": "17910000000000098"},
            f"POST {PAGE}/messages": message,
            f"POST {ME}/messages": message,
            f"POST {PAGE}/message_attachments": {"attachment_id": "6600"},
            f"POST {ME}/messageattachments": {"attachment_id": "6600"},
        }
        one, stub = self.graph(answers, **settings)
        return one.send(reply), stub

    def test_an_answer_goes_under_the_comment(self):
        for above in ((TOP,), (REPLY, TOP)):
            reply = self.a_comment(parent_id=above[0], ancestor_ids=above)
            sent, stub = self.sent(reply)
            self.assertEqual(sent.external_id, "17910000000000099")
            self.assertEqual(asked_as(stub), [f"POST {TOP}/replies"])
            self.assertEqual(
                stub.asked[0].json(), {"message": "Thank you, we look into it."}
            )

    def test_an_answer_to_a_mention_names_the_post(self):
        for above, comment in (
            (("17910000000000042", "17900000000000041"), "17910000000000042"),
            (("17900000000000041",), None),
        ):
            reply = self.a_reply(parent_id=above[0], ancestor_ids=above)
            sent, stub = self.sent(reply)
            body = stub.asked[0].json()
            self.assertEqual(sent.external_id, "17910000000000098")
            self.assertEqual(body["media_id"], "17900000000000041")
            self.assertEqual(body.get("comment_id"), comment)

    def test_private_answers_and_messages(self):
        for settings, path in (({}, PAGE), (self.by_itself, ME)):
            _sent, stub = self.sent(self.a_comment(visibility="private"), **settings)
            self.assertEqual(asked_as(stub), [f"POST {path}/messages"])
            self.assertEqual(stub.asked[0].json()["recipient"], {"comment_id": TOP})
            sent, stub = self.sent(self.a_direct(), **settings)
            self.assertEqual(sent.external_id, "m_NEW")
            self.assertEqual(
                stub.asked[0].json(),
                {
                    "recipient": {"id": ANA},
                    "messaging_type": "RESPONSE",
                    "message": {"text": "Thank you, we look into it."},
                },
            )

    def test_a_file(self):
        file = Attachment(filename="a.png", mimetype="image/png", content=b"x")
        for settings, path in (
            ({}, f"{PAGE}/message_attachments"),
            (self.by_itself, f"{ME}/messageattachments"),
        ):
            _sent, stub = self.sent(self.a_direct(attachments=(file,)), **settings)
            self.assertEqual(asked_as(stub)[0], f"POST {path}")
            self.assertEqual(len(stub.asked), 3)

    def test_messages_are_limited_in_bytes(self):
        one, _stub = self.graph()
        limits = one.limits_for("direct", "private")
        self.assertEqual((limits.text_length, limits.text_unit), (1000, "utf8"))
        self.assertEqual(count("Grüße 🍵", limits.text_unit), 12)
        self.assertFalse(one.limits_for("comment", "private").takes_files)
        self.assertEqual(one.limits_for("comment", "public").text_length, 2200)

    # -- looking for -------------------------------------------------------------------

    def test_an_answer_of_ours_is_found_again(self):
        ours = {
            "id": "17910000000000099",
            "text": "Thank you, we look into it.",
            "timestamp": "2026-11-25T10:10:00+0000",
            "username": "bluekettle",
        }
        theirs = {**ours, "id": "1", "username": "ana.brews"}
        answers = {
            f"GET {ME}": {"username": "bluekettle"},
            f"GET {TOP}/replies": edge_of(theirs, ours),
        }
        one, _stub = self.graph(answers)
        self.assertEqual(one.find_sent(self.a_comment()).external_id, ours["id"])
        late = datetime(2026, 11, 25, 11, tzinfo=timezone.utc)
        self.assertIsNone(one.find_sent(self.a_comment(sent_at=late)))
        self.assertIsNone(one.find_sent(self.a_reply(kind="mention")))

    def test_a_message_of_ours_is_found_again(self):
        ours = {
            "id": "m_NEW",
            "message": "Thank you, we look into it.",
            "created_time": "2026-11-25T10:10:00+0000",
            "from": {"id": ME},
        }
        thread = {"id": "t1", "messages": edge_of(ours)}
        one, stub = self.graph({f"GET {PAGE}/conversations": edge_of(thread)})
        self.assertEqual(one.find_sent(self.a_direct()).external_id, "m_NEW")
        self.assertEqual(stub.asked[0].query["user_id"], [ANA])

    # -- moderating --------------------------------------------------------------------

    def test_what_can_be_done_is_done(self):
        for action, call, params in (
            ("hide", f"POST {TOP}", {"hide": ["true"]}),
            ("unhide", f"POST {TOP}", {"hide": ["false"]}),
            ("delete", f"DELETE {TOP}", {}),
        ):
            with self.subTest(action):
                one, stub = self.graph()
                one.moderate(action, Target(external_id=TOP, kind="comment"))
                self.assertEqual(asked_as(stub), [call])
                asked = dict(stub.asked[0].query)
                del asked["appsecret_proof"]
                self.assertEqual(asked, params)
        one, stub = self.graph()
        target = Target(external_id="m_1", kind="direct", thread_id=f"t_{ANA}")
        one.moderate("unblock", target)
        self.assertEqual(stub.asked[0].json()["actions"], ["UNBLOCK_USER"])

    def test_only_what_is_possible_is_offered(self):
        one, _stub = self.graph()
        self.assertEqual(one.moderations("direct", False), ("block", "unblock"))
        self.assertEqual(one.moderations("comment", True), ("delete",))
        self.assertEqual(one.moderations("mention", False), ())
        one, _stub = self.graph(**self.by_itself)
        self.assertEqual(one.moderations("direct", False), ())

    def test_comments_cannot_be_liked(self):
        one, stub = self.graph()
        with self.assertRaises(UnsupportedError):
            one.moderate("like", Target(external_id=TOP, kind="comment"))
        self.assertEqual(stub.asked, [])

    def test_a_closed_window(self):
        error = {"error": {"code": 10, "error_subcode": 2534022, "message": "outside"}}
        one, _stub = self.graph({f"POST {PAGE}/messages": Answer(400, error)})
        with self.assertRaises(PermanentError) as caught:
            one.send(self.a_direct(key=KEY, recipient=Profile(external_id=ANA)))
        self.assertEqual(caught.exception.code, "window")
