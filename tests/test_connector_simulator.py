"""The simulator: the clock, the cursor, who writes back, and failures on command."""

import json
import socket
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..connectors import CONNECTORS
from ..connectors.errors import (
    PermanentError,
    RateLimitedError,
    RetryableError,
    SettingsError,
    UnknownOutcomeError,
)
from ..connectors.simulator import SimulatorConnector
from ..connectors.simulator.parse import CLOSED
from ..connectors.simulator.pictures import HEIGHT, WIDTH, hills
from ..connectors.types import (
    Attachment,
    DeletionEvent,
    DeliveryEvent,
    EditEvent,
    MessageEvent,
    Reply,
    Target,
)
from . import connector_case

NOON = datetime(2026, 11, 3, 12, tzinfo=timezone.utc)
PEOPLE = {one: {"handle": one, "name": one.title(), "followers": 1} for one in "abc"}


@tagged("post_install", "-at_install")
class TestSimulator(connector_case.ConnectorCase):
    connector_class = SimulatorConnector
    secret_values = ()
    has_server = False

    def test_no_network(self):
        """Whatever is done, nothing leaves the machine."""
        refuse = OSError("the simulator must not open a connection")
        with (
            patch.object(socket, "create_connection", side_effect=refuse),
            patch.object(socket.socket, "connect", side_effect=refuse),
        ):
            one = self.make("")
            one.verify()
            one.fetch("")
            sent = one.send(self.a_reply())
            one.moderate("hide", Target(external_id="x"))
        self.assertEqual(one.calls, 0)
        self.assertEqual(sent, one.send(self.a_reply()))

    def test_payloads_are_of_the_scenarios(self):
        """What the pairs hold is what a fetch brings today."""
        one = self.make("")
        one.clock = lambda: NOON
        fetched = {}
        page = one.fetch("")
        fetched = {payload.external_id: payload for payload in page.payloads}
        for path, payload in self.payloads():
            if path.stem in ("comment", "direct", "mention", "review", "edit"):
                name = json.loads(payload.body)["id"]
                name = "everyday-e1" if path.stem == "edit" else name
                self.assertEqual(
                    json.loads(fetched[name].body), json.loads(payload.body)
                )


class SimulatorCase(BaseCase):
    """Time stands still until ``wait``; ``known`` are ids that the inbox has."""

    def setUp(self):
        super().setUp()
        self.now = NOON
        self.known: set[str] = set()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.cursor = ""

    def make(self, **settings):
        one = SimulatorConnector(settings)
        one.clock = lambda: self.now
        one.known_ids = lambda ids: {name for name in ids if name in self.known}
        return one

    def script(self, *events, **settings):
        """A connector with a scenario of these events."""
        data = {
            "title": "Any",
            "account": {"handle": "shop", "name": "Shop", "followers": 7},
            "profiles": PEOPLE,
            "posts": {"p": {"at": -100, "text": "News"}},
            "events": [{"by": "a", "text": "x", **event} for event in events],
        }
        name = f"any{len(list(self.folder.iterdir()))}"
        (self.folder / f"{name}.json").write_text(json.dumps(data))
        one = self.make(scenario=name, **settings)
        one.folder = self.folder
        return one

    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    def fetch(self, one):
        """Events of all pages, and the cursor moves on."""
        events, has_more = [], True
        while has_more:
            page = one.fetch(self.cursor)
            for payload in page.payloads:
                events += one.parse(payload)
            self.cursor, has_more = page.cursor, page.has_more
        return events

    def ids(self, one):
        return [event.external_id.partition("-")[2] for event in self.fetch(one)]

    def answer(self, one, event, text="Thanks", key=connector_case.KEY):
        reply = Reply(key=key, text=text, parent_id=event.external_id, kind=event.kind)
        sent = one.send(reply)
        self.known.add(sent.external_id)
        return sent.external_id


@tagged("post_install", "-at_install")
class TestClock(SimulatorCase):
    def test_first_fetch_brings_what_was(self):
        one = self.script(
            {"id": "new", "at": 1},
            {"id": "old", "at": -60},
            {"id": "now", "at": 0},
            {"id": "older", "at": -90.5},
        )
        events = self.fetch(one)
        self.assertEqual(
            [event.sent_at for event in events],
            [NOON - timedelta(minutes=minutes) for minutes in (90.5, 60, 0)],
        )
        self.assertEqual(self.ids(one), [])

    def test_the_rest_comes_as_time_goes_by(self):
        one = self.script(*({"id": f"l{minute}", "at": minute} for minute in (1, 2, 5)))
        self.assertEqual(self.ids(one), [])
        self.wait(1)
        self.assertEqual(self.ids(one), ["l1"])
        self.wait(0.5)
        self.assertEqual(self.ids(one), [])
        self.wait(100)
        events = self.fetch(one)
        times = [NOON + timedelta(minutes=minutes) for minutes in (2, 5)]
        self.assertEqual([event.sent_at for event in events], times)
        self.wait(1000)
        self.assertEqual(self.ids(one), [])

    def test_speed(self):
        one = self.script({"id": "a", "at": -60}, {"id": "b", "at": 30}, speed=10)
        (event,) = self.fetch(one)
        self.assertEqual(event.sent_at, NOON - timedelta(minutes=60))
        self.wait(3)
        (event,) = self.fetch(one)
        self.assertEqual(event.sent_at, self.now)

    def test_another_speed_does_not_turn_time_back_or_over(self):
        events = [{"id": f"l{minute}", "at": minute} for minute in (30, 62, 90)]
        slow = self.script(*events)
        fast = self.make(scenario=slow.values["scenario"], speed=10)
        fast.folder = self.folder
        self.ids(slow)
        self.wait(60)
        self.assertEqual(self.ids(slow), ["l30"])
        self.assertEqual(self.ids(fast), [])
        self.wait(1)
        (event,) = self.fetch(fast)
        self.assertEqual(event.sent_at, NOON + timedelta(minutes=60.2))
        self.assertEqual(self.ids(slow), [])

    def test_pages(self):
        one = self.script(*({"id": f"m{number}", "at": -5} for number in range(7)))
        one.batch = 3
        sizes, cursor, has_more, found = [], "", True, []
        while has_more:
            page = one.fetch(cursor)
            again = one.fetch(cursor)
            self.assertEqual(again, page)
            sizes.append(len(page.payloads))
            found += [payload.external_id for payload in page.payloads]
            cursor, has_more = page.cursor, page.has_more
            self.wait(1)
        self.assertEqual(sizes, [3, 3, 1])
        self.assertEqual(len(set(found)), 7)

    def test_begins_again(self):
        one = self.script(
            {"id": "old", "at": -5, "kind": "direct"},
            {"id": "b", "at": 10, "reply_to": "old"},
            {"id": "c", "at": 20, "by": "b"},
            {"id": "d", "at": 30, "by": "c", "reply_to": "c"},
            loop=True,
        )
        self.assertEqual(self.ids(one), ["old"])
        self.wait(40)
        self.assertEqual(self.ids(one), ["b", "c", "d"])
        self.wait(40)
        self.assertEqual(self.ids(one), [])
        self.wait(11)
        self.assertEqual(self.ids(one), [])
        self.wait(31)
        events = self.fetch(one)
        names = [event.external_id.partition("-")[2] for event in events]
        self.assertEqual(names, ["b~1", "c~1", "d~1"])
        self.assertEqual(events[0].thread_id.partition("-")[2], "direct-a")
        self.assertEqual(events[0].ancestor_ids[0].partition("-")[2], "old")
        self.assertEqual(events[2].thread_id.partition("-")[2], "c~1")
        self.assertEqual(events[2].ancestor_ids[0].partition("-")[2], "c~1")
        self.wait(100)
        self.ids(one)
        self.wait(40)
        self.assertEqual(self.ids(one), ["b~2", "c~2", "d~2"])

    def test_does_not_begin_again(self):
        one = self.script({"id": "b", "at": 10})
        self.ids(one)
        self.wait(11)
        self.assertEqual(self.ids(one), ["b"])
        self.wait(10_000)
        self.assertEqual(self.ids(one), [])

    def test_another_scenario_begins_anew(self):
        one, other = (self.script({"id": "a", "at": -1}) for _ in range(2))
        self.assertEqual(self.ids(one), ["a"])
        (event,) = self.fetch(other)
        self.assertTrue(event.external_id.startswith("any1-"))

    def test_real_clock(self):
        one = SimulatorConnector({})
        self.assertEqual(one.clock().utcoffset(), timedelta(0))
        self.assertTrue(one.fetch("").payloads)


@tagged("post_install", "-at_install")
class TestAnswers(SimulatorCase):
    def test_who_is_answered_writes_back(self):
        one = self.script(
            {"id": "q", "at": -5, "post": "p", "language": "de"},
            {"id": "r", "after_answer": "q", "wait": 3, "text": "Good!"},
        )
        (question,) = self.fetch(one)
        self.wait(10)
        self.assertEqual(self.ids(one), [])
        answer = self.answer(one, question)
        self.wait(1)
        self.assertEqual(self.ids(one), [])
        seen = self.now
        self.wait(3)
        (reaction,) = self.fetch(one)
        self.assertEqual(reaction.text, "Good!")
        self.assertEqual(reaction.sent_at, seen + timedelta(minutes=3))
        self.assertEqual(reaction.ancestor_ids, (answer, question.external_id))
        self.assertEqual(reaction.thread_id, question.thread_id)
        self.assertEqual(reaction.language, "de")
        self.assertEqual(reaction.post, question.post)
        self.wait(100)
        self.assertEqual(self.ids(one), [])

    def test_a_conversation(self):
        one = self.script(
            {"id": "q", "at": -5, "kind": "direct"},
            {"id": "r", "after_answer": "q", "wait": 1},
            {"id": "s", "after_answer": "r", "wait": 1},
            {"id": "seen", "type": "read", "after_answer": "r"},
        )
        (event,) = self.fetch(one)
        for expected in ("r", "s"):
            answer = self.answer(one, event)
            events = self.fetch(one)
            self.wait(2)
            events += self.fetch(one)
            event = events[-1]
            self.assertEqual(event.external_id.partition("-")[2], expected)
        self.assertEqual(events[0], DeliveryEvent(external_id=answer, state="read"))

    def test_nobody_knows_of_answers_without_an_inbox(self):
        one = self.script(
            {"id": "q", "at": -5}, {"id": "r", "after_answer": "q", "wait": 1}
        )
        (question,) = self.fetch(one)
        self.answer(one, question)
        one.known_ids = None
        self.wait(10)
        self.assertEqual(self.ids(one), [])

    def test_unless_answered(self):
        events = (
            {"id": "q", "at": -5},
            {"id": "angry", "at": 10, "unless_answered": "q"},
            {"id": "more", "at": 12, "reply_to": "angry"},
            {"id": "other", "at": 20},
            {"id": "changed", "type": "edit", "of": "angry", "at": 21},
            {"id": "gone", "type": "deletion", "of": "angry", "at": 22},
        )
        silent, polite = self.script(*events), self.script(*events)
        self.ids(silent)
        self.wait(60)
        names = ["angry", "more", "other", "angry", "angry"]
        self.assertEqual(self.ids(silent), names)
        (question,) = self.fetch(polite)
        self.answer(polite, question)
        self.wait(60)
        self.assertEqual(self.ids(polite), ["other"])

    def test_only_what_was_played_is_asked_for(self):
        asked = []
        one = self.script(
            {"id": "q", "at": 5},
            {"id": "no", "at": 4},
            {"id": "r", "after_answer": "q", "wait": 1},
        )
        one.known_ids = lambda ids: asked.extend(ids) or set()
        self.ids(one)
        self.assertEqual(asked, [])
        self.wait(6)
        self.ids(one)
        self.ids(one)
        self.assertEqual(len(asked), 256)
        self.assertTrue(all("any0-q" in name for name in asked))

    def test_reactions_of_a_lap(self):
        one = self.script(
            {"id": "old", "at": -5},
            {"id": "r", "after_answer": "old", "wait": 1},
            {"id": "new", "at": 5},
            {"id": "s", "after_answer": "new", "wait": 1},
            loop=True,
        )
        (old,) = self.fetch(one)
        self.answer(one, old)
        for lap, mark in enumerate(("", "~1", "~2")):
            self.wait(6)
            events = self.fetch(one)
            event = events[-1]
            self.assertEqual(event.external_id.partition("-")[2], f"new{mark}")
            self.answer(one, event)
            self.ids(one)
            self.wait(2)
            names = [f"s{mark}"] if lap else ["r", "s"]
            self.assertEqual(self.ids(one), names)
            self.wait(70)
            self.assertEqual(self.ids(one), [])

    def test_ids_of_answers(self):
        one, keys = self.make(), [f"{slot:02x}" + 30 * "0" for slot in range(256)]
        replies = [
            Reply(key=key, text="x", parent_id="m", kind="comment") for key in keys
        ]
        ids = [one.send(reply).external_id for reply in replies]
        self.assertEqual(len(set(ids)), 256)
        self.assertEqual(ids, [one.send(reply).external_id for reply in replies])

    def test_a_review_has_one_answer(self):
        one = self.make()
        ids = {
            one.send(
                Reply(key=key * 32, text="x", parent_id="m", kind="review")
            ).external_id
            for key in "0af"
        }
        self.assertEqual(ids, {"answer-m"})

    def test_failures_on_command(self):
        one = self.make()
        for mark, kind in (
            ("[fail]", PermanentError),
            ("[later]", RetryableError),
            ("[unknown]", UnknownOutcomeError),
            ("[limit]", RateLimitedError),
        ):
            reply = Reply(key=connector_case.KEY, text=f"Hello {mark.upper()} there")
            with self.subTest(mark), self.assertRaises(kind) as caught:
                one.send(reply)
            self.assertIs(type(caught.exception), kind)
            self.assertIsNone(one.find_sent(reply))
        self.assertEqual(caught.exception.retry_after, 120)

    def test_find_sent(self):
        one = self.make()
        reply = Reply(key=connector_case.KEY, text="x", parent_id="m")
        self.assertEqual(one.find_sent(reply), one.send(reply))


@tagged("post_install", "-at_install")
class TestMessages(SimulatorCase):
    def test_rights(self):
        one = self.script(
            {"id": "comment", "at": -4, "kind": "comment", "post": "p"},
            {"id": "mention", "at": -3, "kind": "mention"},
            {"id": "review", "at": -2, "kind": "review", "rating": 4},
            {"id": "direct", "at": -1, "kind": "direct"},
            {"id": "own", "at": 0, "by": "us", "reply_to": "direct"},
        )
        comment, mention, review, direct, own = self.fetch(one)
        self.assertEqual(comment.reply_as, ("public", "private"))
        self.assertEqual(comment.private_until, comment.sent_at + timedelta(days=7))
        self.assertEqual(mention.reply_as, ("public",))
        self.assertEqual((review.reply_as, review.rating), (("public",), 4))
        self.assertEqual(direct.reply_until, direct.sent_at + timedelta(hours=24))
        self.assertEqual((direct.visibility, review.visibility), ("private", "public"))
        self.assertTrue(own.from_us)
        self.assertEqual(own.author.handle, "shop")
        self.assertIsNone(own.reply_until)
        self.assertEqual(own.thread_id, direct.thread_id)

    def test_closed_post(self):
        one = self.make(scenario="everyday")
        (event,) = [
            event for event in self.fetch(one) if event.external_id == "everyday-k1"
        ]
        self.assertFalse(event.can_reply)
        self.assertEqual(event.why_not, CLOSED)

    def test_what_is_not_known_changes_nothing(self):
        one = self.script({"id": "a", "at": 0})
        (payload,) = one.fetch("").payloads
        body = json.loads(payload.body)
        changed = json.dumps({**body, "kind": "poke", "rating": 99, "new": 1}).encode()
        (event,) = one.parse(type(payload)(external_id="x", body=changed))
        self.assertEqual((event.kind, event.rating), ("comment", 5))
        strange = json.dumps({**body, "type": "poll"}).encode()
        self.assertEqual(
            list(one.parse(type(payload)(external_id="x", body=strange))), []
        )

    def test_edit_and_deletion(self):
        one = self.script(
            {"id": "a", "at": -3, "text": "one"},
            {"id": "e", "type": "edit", "of": "a", "at": -2, "text": "two"},
            {"id": "f", "type": "edit", "of": "a", "at": -1, "text": "three"},
            {"id": "g", "type": "deletion", "of": "a", "at": 0},
        )
        payloads = one.fetch("").payloads
        self.assertEqual(len({payload.external_id for payload in payloads}), 4)
        kinds = [type(event) for event in self.fetch(one)]
        self.assertEqual(kinds, [MessageEvent, EditEvent, EditEvent, DeletionEvent])

    def test_pictures(self):
        one = self.script(
            {"id": "a", "at": 0, "files": [{"name": "x.png", "alt": "A hill"}]}
        )
        (event,) = self.fetch(one)
        (file,) = event.attachments
        found = one.download(file)
        self.assertEqual((found.filename, found.alt_text), ("x.png", "A hill"))
        self.assertEqual(found.size, len(found.content))
        self.assertEqual(found.content, one.download(file).content)
        self.assertNotEqual(found.content, hills("other"))
        self.assertIsInstance(found, Attachment)

    def test_pictures_are_pictures(self):
        from PIL import Image

        path = self.folder / "x.png"
        for name in "abcdefgh":
            path.write_bytes(hills(name))
            with Image.open(path) as picture:
                picture.load()
                self.assertEqual(picture.size, (WIDTH, HEIGHT))
                self.assertGreater(len(picture.getcolors(99999)), 50)


@tagged("post_install", "-at_install")
class TestDeclared(SimulatorCase):
    def test_verify(self):
        for scenario in ("everyday", "complaint", "storm"):
            profile = self.make(scenario=scenario).verify()
            self.assertEqual(profile.handle, "nordwind.outdoor")

    def test_verify_refuses(self):
        for settings in (
            {"scenario": "none"},
            {"scenario": "../everyday"},
            {"scenario": "README"},
            {"speed": 0},
            {"speed": -1},
            {"speed": 1001},
            {"speed": "fast"},
        ):
            with self.subTest(settings), self.assertRaises(SettingsError) as caught:
                self.make(**settings).verify()
            self.assertNotIn("%(", str(caught.exception))

    def test_odd_speed_does_no_harm(self):
        for speed in (0, -5, 10**9):
            self.cursor = ""
            one = self.script({"id": "a", "at": -1}, speed=speed)
            self.assertEqual(self.ids(one), ["a"])

    def test_limits(self):
        one = self.make()
        for kind in ("comment", "mention", "review", "direct", "post"):
            limits = one.limits_for(kind, "public")
            self.assertGreater(limits.text_length, 0)
            direct = one.limits_for(kind, "private")
            self.assertEqual(direct, one.limits_for("direct", "private"))
        self.assertFalse(one.limits_for("review", "public").takes_files)
        self.assertEqual(one.limits.polling_minutes, 1)

    def test_moderations(self):
        one = self.make()
        self.assertIn("hide", one.moderations("comment", False))
        self.assertEqual(one.moderations("comment", True), ("delete",))
        self.assertEqual(one.moderations("direct", True), ())
        self.assertNotIn("hide", one.moderations("direct", False))
        self.assertNotIn("delete", one.moderations("review", False))
        for action in one.moderations("comment", False):
            self.assertIsNone(one.moderate(action, Target(external_id="x")))

    def test_templates(self):
        templates = self.make().templates()
        self.assertEqual(len(templates), 2)
        for one in templates:
            for number in range(1, one.variables + 1):
                self.assertIn(f"{{{{{number}}}}}", one.body)
            self.assertEqual(one.body.count("{{"), one.variables)

    def test_the_form_names_every_scenario(self):
        one = CONNECTORS["simulator"]
        (setting,) = [two for two in one.settings if two.name == "scenario"]
        files = {path.stem for path in one.folder.glob("*.json")}
        self.assertEqual({value for value, _label in setting.choices}, files)
