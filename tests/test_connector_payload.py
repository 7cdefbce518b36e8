"""Reading JSON whose every value may be something else."""

from datetime import datetime, timedelta, timezone

from odoo.tests import BaseCase, tagged

from ..connectors.errors import PayloadError
from ..connectors.payload import Node, read_json
from ..connectors.types import Payload

UTC = timezone.utc
ANYTHING = (None, 0, 1, -1, 1.5, "", "x", "7", [], [1], {}, {"a": 1}, True, False)
DIRTY, CLEAN = "a\0b\ud800\x07", "ab\ufffd"


@tagged("post_install", "-at_install")
class TestReadJson(BaseCase):
    def opened(self, body):
        return read_json(Payload(external_id="x", body=body))

    def test_object(self):
        node = self.opened('{"a": "ä"}'.encode())
        self.assertEqual(node.text("a"), "ä")
        self.assertEqual(node.path, "")

    def test_other(self):
        rows = {
            "json": (b"", b"{", b"\xff\xfe", b"{'a': 1}", b"[" * 200_000, b"nul"),
            "object": (b"{}", b"[]", b"[1]", b"null", b"7", b'"x"', b"true"),
        }
        rows["json"] += (b'{"a": ' + b"9" * 5000 + b"}",)
        for code, bodies in rows.items():
            for body in bodies:
                with self.subTest(body[:20]), self.assertRaises(PayloadError) as caught:
                    self.opened(body)
                self.assertEqual(caught.exception.code, code)


@tagged("post_install", "-at_install")
class TestNode(BaseCase):
    def assert_wrong(self, place, call, *args):
        with self.assertRaises(PayloadError) as caught:
            call(*args)
        error = caught.exception
        self.assertEqual(error.values, {"field": place})
        self.assertEqual(error.code, "field")
        self.assertIn(place, str(error))

    def assert_read(self, name, good, **options):
        """``good``: pairs (value, what is read); any other value but None is wrong."""
        for value, expected in good:
            with self.subTest(repr(value)):
                found = getattr(Node({"k": value}), name)("k", **options)
                self.assertEqual(found, expected)
                self.assertIs(type(found), type(expected))
        known = [(type(value), value) for value, _expected in good]
        for value in ANYTHING:
            if value is not None and (type(value), value) not in known:
                with self.subTest(repr(value)):
                    self.assert_wrong("k", getattr(Node({"k": value}), name), "k")

    def test_text(self):
        good = [("", ""), ("x", "x"), ("7", "7"), (0, "0"), (1, "1"), (-1, "-1")]
        self.assert_read("text", [*good, (None, ""), (10**20, "1" + "0" * 20)])
        self.assert_read("text", [*good, (DIRTY, CLEAN)])
        self.assertEqual(Node({}).text("k", "other"), "other")
        self.assertEqual(Node({"k": None}).text("k", "other"), "other")

    def test_need(self):
        self.assertEqual(Node({"k": 7}).need("k"), "7")
        for value in ("", " \n", "\0", None, [], {}, True):
            with self.subTest(repr(value)):
                self.assert_wrong("k", Node({"k": value}).need, "k")
        self.assert_wrong("k", Node({}).need, "k")

    def test_number(self):
        good = [(0, 0), (1, 1), (-1, -1), (1.5, 1), ("7", 7), (None, 0)]
        top = 2**31 - 1
        self.assert_read(
            "number", [*good, (10**20, top), (-(10**20), -top - 1), (" 8 ", 8)]
        )
        for value in (float("nan"), float("inf"), "1.5", "9" * 5000):
            self.assert_wrong("k", Node({"k": value}).number, "k")
        self.assertEqual(Node({}).number("k", 5), 5)

    def test_flag(self):
        self.assert_read("flag", [(True, True), (False, False), (None, False)])
        self.assertIs(Node({}).flag("k", True), True)

    def test_node(self):
        node = Node({"k": {"a": 1}, "n": None})
        self.assertEqual(node.node("k").text("a"), "1")
        self.assertFalse(node.node("n"))
        self.assertFalse(node.node("none").node("none"))
        for value in (0, "x", [], True):
            self.assert_wrong("k", Node({"k": value}).node, "k")

    def test_nodes(self):
        node = Node({"k": [{"a": 1}, {"a": 2}], "n": None})
        self.assertEqual([one.text("a") for one in node.nodes("k")], ["1", "2"])
        self.assertEqual(list(node.nodes("n")), [])
        self.assertEqual(list(node.nodes("none")), [])
        for value in (0, "x", {}, True):
            self.assert_wrong("k", list, LazyNodes({"k": value}))
        self.assert_wrong("k.1", list, LazyNodes({"k": [{}, None]}))

    def test_texts(self):
        node = Node({"k": ["a", DIRTY], "n": None})
        self.assertEqual(node.texts("k"), ("a", CLEAN))
        self.assertEqual(node.texts("n"), ())
        for value in (0, "x", {}, True, [1], [None], [["a"]]):
            self.assert_wrong("k", Node({"k": value}).texts, "k")

    def test_time(self):
        noon = datetime(2026, 11, 3, 12, tzinfo=UTC)
        for value in (
            "2026-11-03T12:00:00Z",
            "2026-11-03T12:00:00",
            "2026-11-03T12:00:00.000+00:00",
            "2026-11-03T13:00:00+01:00",
            "2026-11-03T07:00:00-0500",
            "20261103T120000Z",
        ):
            with self.subTest(value):
                found = Node({"k": value}).time("k")
                self.assertEqual(found, noon)
                self.assertEqual(found.utcoffset(), timedelta(0))
        precise = Node({"k": "2026-11-03T12:00:00.123456789Z"}).time("k")
        self.assertEqual(precise.microsecond, 123456)
        for value in ("", None):
            self.assertIsNone(Node({"k": value}).time("k"))
        for value in ("soon", "2026-13-01", "0001-01-01T00:00:00+14:00", [], True, 7):
            self.assert_wrong("k", Node({"k": value}).time, "k")

    def test_epoch(self):
        noon = datetime(2026, 11, 3, 12, tzinfo=UTC)
        seconds = int(noon.timestamp())
        for value, per_second in (
            (seconds, 1),
            (str(seconds), 1),
            (float(seconds), 1),
            (seconds * 1000, 1000),
            (f"{seconds}000", 1000),
        ):
            found = Node({"k": value}).epoch("k", per_second)
            self.assertEqual(found, noon)
            self.assertEqual(found.utcoffset(), timedelta(0))
        for value in (None, "", 0, 0.0, "0"):
            with self.subTest(repr(value)):
                self.assertIsNone(Node({"k": value}).epoch("k"))
        for value in ("x", -1, 10**12, 10**400, float("nan"), True, [], {}, "1e400"):
            with self.subTest(repr(value)[:20]):
                self.assert_wrong("k", Node({"k": value}).epoch, "k")

    def test_places(self):
        node = Node({"a": {"b": [{"c": {"d": 7}}, {"c": {"d": []}}]}})
        good, bad = node.node("a").nodes("b")
        self.assertEqual(good.node("c").number("d"), 7)
        self.assert_wrong("a.b.1.c.d", bad.node("c").number, "d")
        self.assert_wrong("a.x", node.node("a").need, "x")

    def test_asking(self):
        node = Node({"a": 0, "n": None, DIRTY: 1})
        self.assertIn("a", node)
        self.assertNotIn("n", node)
        self.assertNotIn("x", node)
        self.assertEqual(node.keys(), ["a", "n", CLEAN])
        self.assertTrue(node)
        self.assertFalse(Node({}))


class LazyNodes:
    """``Node.nodes`` of the key ``k``, asked for when it is gone through."""

    def __init__(self, value):
        self.value = value

    def __iter__(self):
        return Node(self.value).nodes("k")
