"""The simulator's scenarios are as their README says, and fit for the public."""

import json
import re
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..connectors.simulator import SimulatorConnector
from ..connectors.simulator.declared import LIMITS
from ..connectors.simulator.scenario import FOLDER, US, load
from ..connectors.text import clean, count
from ..connectors.types import MessageEvent, Reply

NOON = datetime(2026, 11, 3, 12, tzinfo=timezone.utc)
FILES = sorted(FOLDER.glob("*.json"))
TOP = {"title", "about", "account", "profiles", "posts", "events"}
PROFILE = {"handle", "name", "followers", "verified"}
POST = {"at", "text", "closed"}
COMMON = {"id", "by", "text", "language"}
WHERE = {"kind", "post", "reply_to", "rating", "files"}
WHEN = {"at", "unless_answered", "after_answer", "wait"}
STORM = {"repeat", "every", "first", "last", "texts"}
KEYS = {
    "message": COMMON | WHERE | WHEN | STORM,
    "edit": {"id", "type", "of", "text", "by", "language"} | WHEN,
    "deletion": {"id", "type", "of"} | WHEN,
    "read": {"id", "type", "after_answer", "wait"},
}
ADDRESS = re.compile(r"\b[\w-]+(?:\.[\w-]+)+\b|\S+@\S+\.\S+")


@tagged("post_install", "-at_install")
class TestScenarios(BaseCase):
    def each(self):
        """(path, its JSON, the loaded scenario) of each file."""
        for path in FILES:
            with self.subTest(path.stem):
                yield path, json.loads(path.read_text("utf-8")), load(path)

    def test_there_are_some(self):
        self.assertGreaterEqual(len(FILES), 3)

    def test_keys(self):
        for _path, data, _scenario in self.each():
            self.assertEqual(data.keys(), TOP)
            self.assertTrue(data["title"] and data["about"])
            for profile in (data["account"], *data["profiles"].values()):
                self.assertLessEqual(profile.keys(), PROFILE)
                self.assertGreaterEqual(profile.keys(), PROFILE - {"verified"})
            for post in data["posts"].values():
                self.assertLessEqual(post.keys(), POST)
                self.assertLess(post["at"], 0)
            for event in data["events"]:
                kind = event.get("type", "message")
                self.assertLessEqual(event.keys(), KEYS[kind], event["id"])

    def test_ids_are_there_once(self):
        data = json.loads(FILES[0].read_text("utf-8"))
        data["events"] += data["events"][:1]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "twice.json"
            path.write_text(json.dumps(data))
            with self.assertRaises(ValueError):
                load(path)

    def test_references(self):
        for _path, data, scenario in self.each():
            lines = scenario.lines
            for line in lines.values():
                with self.subTest(line.id):
                    names = (line.of, line.after_answer, line.unless_answered)
                    self.assertLessEqual({*names} - {""}, lines.keys())
                    if line.type == "message":
                        self.assertTrue(line.by == US or line.by in scenario.profiles)
                    if line.post:
                        self.assertIn(line.post, data["posts"])
                    self.assertEqual(line.type in ("edit", "deletion"), bool(line.of))

    def test_everybody_and_everything_is_used(self):
        for _path, data, scenario in self.each():
            lines = scenario.lines.values()
            self.assertLessEqual(data["profiles"].keys(), {line.by for line in lines})
            self.assertEqual(data["posts"].keys(), {line.post for line in lines} - {""})
            handles = [one["handle"] for one in scenario.profiles.values()]
            self.assertEqual(len(handles), len(set(handles)))

    def test_what_is_answered_came_before(self):
        for _path, _data, scenario in self.each():
            for line in scenario.timeline:
                for one in (*line.ancestors, line.of, line.unless_answered):
                    if one:
                        before = scenario.lines[one]
                        self.assertFalse(before.after_answer, line.id)
                        self.assertLess(before.at, line.at, line.id)

    def test_only_people_are_answered(self):
        """Who waits for our answer asked for one, and asks in a way that takes one."""
        for _path, data, scenario in self.each():
            for line in scenario.reactions:
                awaited = scenario.lines[line.after_answer]
                self.assertEqual(awaited.type, "message", line.id)
                self.assertNotEqual(awaited.by, US, line.id)
                self.assertGreater(line.wait, 0)
                post = data["posts"].get(awaited.post, {})
                self.assertNotIn("closed", post)

    def test_messages(self):
        for _path, _data, scenario in self.each():
            for line in scenario.lines.values():
                if line.type != "message":
                    continue
                with self.subTest(line.id):
                    self.assertIn(line.kind, LIMITS)
                    self.assertRegex(line.language, r"^[a-z]{2}$")
                    self.assertEqual(line.kind == "review", line.rating in range(1, 6))
                    self.assertEqual(line.kind == "comment", bool(line.post))
                    limits = LIMITS[line.kind]
                    length = count(line.text, limits.text_unit)
                    self.assertTrue(0 < length <= limits.text_length)
                    for file in line.files:
                        self.assertEqual(file.keys(), {"name", "alt"})
                        self.assertTrue(file["name"].endswith(".png"))

    def test_texts(self):
        for _path, data, scenario in self.each():
            texts = [line.text for line in scenario.lines.values()]
            texts += [post["text"] for post in data["posts"].values()]
            for text in texts:
                with self.subTest(text[:40]):
                    self.assertEqual(text, clean(text).strip())
                    self.assertNotIn("  ", text)
                    self.assertNotRegex(text, r"„[^“”]*\"")

    def test_nobody_real(self):
        """Addresses end in .example, or are names of the scenario."""
        for _path, _data, scenario in self.each():
            handles = {one["handle"] for one in scenario.profiles.values()}
            handles.add(scenario.account["handle"])
            for line in scenario.lines.values():
                for found in ADDRESS.findall(line.text):
                    word = found.strip(".,:!?()\"'„“”")
                    if re.fullmatch(r"[\d.,]+", word) or word.lstrip("@") in handles:
                        continue
                    self.assertRegex(word, r"\.example$", line.id)

    def test_enough_and_of_all_kinds(self):
        lines = [
            line
            for path in FILES
            for line in load(path).lines.values()
            if line.type == "message"
        ]
        by_hand = [line for line in lines if not line.by.startswith("s-")]
        self.assertGreaterEqual(len(by_hand), 120)
        self.assertEqual({line.kind for line in lines}, set(LIMITS))
        self.assertGreaterEqual(len({line.language for line in lines}), 9)
        storm = load(FOLDER / "storm.json")
        live = [line for line in storm.timeline if 0 < line.at <= 15]
        self.assertGreater(len(live), 200)

    def test_a_full_inbox_at_once(self):
        one = SimulatorConnector({})
        one.clock = lambda: NOON
        page = one.fetch("")
        events = [event for payload in page.payloads for event in one.parse(payload)]
        self.assertFalse(page.has_more)
        self.assertGreaterEqual(len(events), 60)
        self.assertTrue(all(event.sent_at <= NOON for event in events[:50]))
        threads = {one.thread_id for one in events if isinstance(one, MessageEvent)}
        self.assertGreaterEqual(len(threads), 40)

    def test_played_to_the_end(self):
        """Each scenario, if all is answered, and if nothing is."""
        for path, data, scenario in self.each():
            for is_answered in (True, False):
                found = self.play(path.stem, is_answered)
                expected = {
                    line.id
                    for line in scenario.lines.values()
                    if line.type == "message"
                    and not (line.unless_answered if is_answered else line.after_answer)
                }
                names = {event.external_id.partition("-")[2] for event in found}
                missing = expected - names
                if is_answered:  # what is answered of what never came
                    missing -= self.moot(scenario)
                self.assertFalse(missing, (data["title"], is_answered))

    def moot(self, scenario):
        """Reactions to answers to what comes only if we are silent."""
        return {
            line.id
            for line in scenario.reactions
            if scenario.lines[line.after_answer].unless_answered
        }

    def play(self, code, is_answered):
        """The messages of a scenario, each answered at once, or none at all."""
        now, known, messages = [NOON], set(), []
        one = SimulatorConnector({"scenario": code})
        one.clock = lambda: now[0]
        one.known_ids = known.intersection
        cursor = ""
        for _minute in range(200):
            page = one.fetch(cursor)
            cursor = page.cursor
            for payload in page.payloads:
                for event in one.parse(payload):
                    if not isinstance(event, MessageEvent):
                        continue
                    messages.append(event)
                    if is_answered and not event.from_us:
                        known.add(self.answered(one, event))
            if not page.has_more:
                now[0] += timedelta(minutes=1)
        return messages

    def answered(self, one, event):
        reply = Reply(
            key="0" * 32, text="x", parent_id=event.external_id, kind=event.kind
        )
        return one.send(reply).external_id
