"""Extra fields that are filled from what is written (spec B12)."""

import time
from datetime import date
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, TransactionCase, tagged

from ..models import social_extraction, text_extraction
from ..models.text_of_event import Texts
from ..models.text_value import Habits, as_value
from .common import compose, html_mail
from .test_campaign import FIELDS, TO, CampaignCase

EUROPE = Habits(decimal_point=",")
AMERICA = Habits(day_first=False)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60
)
TYPES = ("char", "text", "integer", "float", "date", "datetime", "boolean")


@tagged("post_install", "-at_install")
class TestTextValue(TransactionCase):
    def value(self, text, kind, habits=EUROPE, **definition):
        return as_value(text, {"type": kind, **definition}, habits)

    def test_numbers(self):
        for text, europe, america in (
            ("1234", 1234, 1234),
            ("1,234", 1.234, 1234),
            ("1.234", 1234, 1.234),
            ("1,234.50", 1234.5, 1234.5),
            ("1.234,50", 1234.5, 1234.5),
            ("EUR 12,5", 12.5, 12.5),
            ("EUR12.50", 12.5, 12.5),
            ("1 234 567 pieces", 1234567, 1234567),
            ("-0,123", -0.123, -0.123),
            ("12,345,678", 12345678, 12345678),
            ("1,23,456", 123456, 123456),
            ("A-123", 123, 123),
            ("1.2.3", None, None),
            ("none", None, None),
        ):
            with self.subTest(text=text):
                self.assertEqual(self.value(text, "float"), europe)
                self.assertEqual(self.value(text, "float", AMERICA), america)

    def test_integers(self):
        self.assertEqual(self.value("4 pieces", "integer"), 4)
        self.assertIsNone(self.value("4,5", "integer"))
        self.assertIsNone(self.value("99999999999", "integer"))

    def test_dates(self):
        for text, europe, america in (
            ("2026-11-02", "2026-11-02", "2026-11-02"),
            ("02.11.2026", "2026-11-02", "2026-02-11"),
            ("2 Nov 2026", "2026-11-02", "2026-11-02"),
            ("Nov 2026", None, None),
            ("5", None, None),
            ("tomorrow", None, None),
            ("31.02.2026", None, None),
        ):
            with self.subTest(text=text):
                self.assertEqual(self.value(text, "date"), europe)
                self.assertEqual(self.value(text, "date", AMERICA), america)
        self.assertEqual(
            self.value("2026-11-02 10:30", "datetime", Habits(zone="Europe/Berlin")),
            "2026-11-02 09:30:00",
        )
        self.assertIsNone(self.value("2026-11-02", "datetime"))

    def test_choices_tags_and_yes(self):
        choices = {"selection": [["a", "Money Back"], ["b", "Repair"]]}
        self.assertEqual(self.value("money  BACK", "selection", **choices), "a")
        self.assertEqual(self.value("b", "selection", **choices), "b")
        self.assertIsNone(self.value("money", "selection", **choices))
        tags = {"tags": [["n", "New", 1], ["o", "Old", 2]]}
        self.assertEqual(self.value("old, New, odd", "tags", **tags), ["o", "n"])
        self.assertIsNone(self.value("odd", "tags", **tags))
        self.assertIs(self.value("Yes!", "boolean"), True)
        self.assertIs(self.value("no", "boolean"), False)
        self.assertIsNone(self.value("perhaps", "boolean"))
        self.assertIsNone(self.value("Ana", "many2one"))

    @settings(max_examples=200, deadline=None)
    @given(st.floats(-1e9, 1e9), st.sampled_from([EUROPE, AMERICA]))
    def test_round_trip_of_floats(self, number, habits):
        number = round(number, 2)
        for grouping in ("", "."):
            text = f"{number:,.2f}" if grouping else f"{number:.2f}"
            if habits is EUROPE:
                text = text.replace(",", "x").replace(".", ",").replace("x", ".")
            self.assertEqual(self.value(text, "float", habits), number)

    @settings(max_examples=100, deadline=None)
    @given(st.integers(-(2**31) + 1, 2**31 - 1), st.booleans())
    def test_round_trip_of_integers(self, number, grouped):
        text = f"{number:,}" if grouped else str(number)
        self.assertEqual(self.value(text, "integer", AMERICA), number)

    @settings(max_examples=100, deadline=None)
    @given(st.dates(date(1000, 1, 1)), st.sampled_from([EUROPE, AMERICA]))
    def test_round_trip_of_dates(self, day, habits):
        usual = "%d.%m.%Y" if habits is EUROPE else "%m/%d/%Y"
        for pattern in ("%Y-%m-%d", usual, "%d %B %Y"):
            text = day.strftime(pattern)
            self.assertEqual(self.value(text, "date", habits), day.isoformat())

    @settings(max_examples=100, deadline=None)
    @given(st.lists(WORDS.filter(str.strip), min_size=1, max_size=4))
    def test_round_trip_of_choices(self, labels):
        choices = [[f"key{index}", label] for index, label in enumerate(labels)]
        found = self.value(labels[0], "selection", selection=choices)
        self.assertIn(found, [key for key, _label in choices])

    @settings(max_examples=300, deadline=None)
    @given(WORDS | st.text(max_size=40), st.sampled_from(TYPES))
    def test_nonsense_is_left_out(self, text, kind):
        value = self.value(text, kind)
        if kind in ("char", "text") and value is not None:
            self.assertNotIn("\0", value)


@tagged("post_install", "-at_install")
class TestExtraction(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale.property_definition = FIELDS
        cls.rules(
            ("label", "Order number:", "order_number"),
            ("label", "Amount", "amount"),
            ("label", "Urgent", "urgent"),
            ("regex", r"on (?P<day>\d+\.\d+\.\d+)", False),
            ("simple", "wish=--ID--", "wish"),
            ("label", "Marks:", "marks"),
        )

    @classmethod
    def rules(cls, *rules):
        cls.sale.extraction_ids = [
            Command.clear(),
            *(
                Command.create({"kind": kind, "pattern": pattern, "field_name": name})
                for kind, pattern, name in rules
            ),
        ]

    def sell(self, *mails):
        return self.arrive(*mails, channel=self.sale_channel)

    def values(self, twist):
        values = twist.campaign_properties._values
        return {name: one for name, one in values.items() if one}

    TEXT = (
        "Hello,\n\nOrder Number: NW-4711 \nAmount: 12.5 EUR\nUrgent: yes\n"
        "I bought it on 20.11.2026\nwish=refund\nMarks: old, NEW\n"
    )
    FILLED = {
        "order_number": "NW-4711",
        "amount": 12.5,
        "urgent": True,
        "day": "2026-11-20",
        "wish": "refund",
        "marks": ["old", "new"],
    }

    def test_a_new_twist(self):
        twist = self.sell(compose(TO, self.TEXT))
        self.assertEqual(self.values(twist), self.FILLED)
        details = twist.with_user(self.agent)._screen_details()["twist"]
        shown = {one["label"]: one["value"] for one in details["fields"]}
        self.assertEqual(shown["Wish"], "Money Back")

    def test_html_only(self):
        html = (
            "<table><tr><td>Order number:</td><td> <b>A 1</b></td></tr></table>"
            "<div>Amount = 3</div><p>Urgent: no</p>"
        )
        twist = self.sell(html_mail(html))
        self.assertEqual(self.values(twist), {"order_number": "A 1", "amount": 3})

    def test_in_the_subject(self):
        twist = self.sell(compose(TO, "Hi", Subject="Re: order number 7"))
        self.assertEqual(self.values(twist), {"order_number": "7"})

    def test_later_messages_fill_what_is_empty(self):
        first = compose(TO, "Amount: 1", Message_ID="<a@x.example>")
        twist = self.sell(first)
        twist.with_user(self.agent).write(
            {"campaign_properties": {**self.values(twist), "wish": "repair"}}
        )
        self.env.flush_all()
        again = compose(TO, self.TEXT, In_Reply_To="<a@x.example>")
        self.assertEqual(self.sell(again), twist)
        values = self.values(twist)
        self.assertEqual((values["amount"], values["wish"]), (1, "repair"))
        self.assertEqual(values["order_number"], "NW-4711")

    def test_the_first_of_a_batch_counts(self):
        twist = self.sell(
            compose(TO, "Amount: 1", Message_ID="<b@x.example>"),
            compose(TO, "Amount: 2\nMarks: old", In_Reply_To="<b@x.example>"),
        )
        self.assertEqual(self.values(twist), {"amount": 1, "marks": ["old"]})

    def test_defaults_give_way_in_new_twists(self):
        definition = [
            {**one, "default": "repair"} if one["name"] == "wish" else one
            for one in FIELDS
        ]
        self.sale.property_definition = definition
        self.assertEqual(self.values(self.sell(compose(TO, "Hi"))), {"wish": "repair"})
        twist = self.sell(compose(TO, "wish=refund"))
        self.assertEqual(self.values(twist), {"wish": "refund"})

    def test_what_does_not_fit_is_left_out(self):
        text = "Order number:\nAmount: much\nUrgent: perhaps\nwish=gold\nMarks: x"
        self.assertEqual(self.values(self.sell(compose(TO, text))), {})

    def test_our_own_and_other_campaigns_fill_nothing(self):
        own = compose(TO, self.TEXT, From=f"Shop <{TO}>")
        self.assertEqual(self.values(self.sell(own)), {})
        other = self.arrive(compose(TO, self.TEXT), channel=self.recall_channel)
        self.assertFalse(other.campaign_properties)

    def test_where_the_campaign_is_at_home(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.sale.lang = "de_DE"
        twist = self.sell(compose(TO, "Amount: 1.234,50\nUrgent: Ja"))
        values = self.values(twist)
        self.assertEqual(values["amount"], 1234.5)

    def test_a_field_identifies_the_twist(self):
        self.sale.write(
            {
                "match_kind": "simple",
                "match_place": "field",
                "match_field": "order_number",
            }
        )
        first = self.sell(compose(TO, "Order number: AB 1"))
        self.assertEqual(first.match_value, "ab 1")
        again = compose(TO, "Order number:  ab  1", From="eva@else.example")
        self.assertEqual(self.sell(again), first)
        self.sale.match_pattern = "AB --ID--"
        self.assertEqual(self.sell(compose(TO, "Order number: AB 2")).match_value, "2")
        with self.assertRaisesRegex(ValidationError, "Choose the extra field"):
            self.sale.match_field = "none"

    def test_mistakes_are_refused_with_their_place(self):
        for kind, pattern, name, words in (
            ("simple", "Order", "order_number", "Character 6: The placeholder"),
            ("regex", "a(", "order_number", "Character 3: missing"),
            ("regex", r"(?P<oder>\d)", False, "No extra field is called oder.*amount"),
            ("regex", r"\d", False, "Choose the field"),
            ("label", "Order", False, "No extra field|Choose"),
            ("label", "Order", "shop", "its kind takes records"),
            ("label", "Order", "gone", "Choose an extra field"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.rules((kind, pattern, name))

    def test_groups_are_called_like_the_labels(self):
        definition = [{"name": "8f3a", "string": "Order Number", "type": "char"}]
        self.sale.extraction_ids = [Command.clear()]
        self.sale.property_definition = definition
        self.rules(("regex", r"No (?P<order_number>\d+)", False))
        twist = self.sell(compose(TO, "no 12"))
        self.assertEqual(self.values(twist), {"8f3a": "12"})
        self.sale.property_definition = [{**definition[0], "string": "Else"}]
        self.assertIn("called order_number", self.sale.extraction_ids.mistake)
        self.assertEqual(self.values(self.sell(compose(TO, "no 12"))), {})

    def test_what_takes_too_long_is_switched_off(self):
        self.rules(
            ("regex", r"(?P<order_number>(a+)+)$", False), ("label", "Amount", "amount")
        )
        slow = self.sale.extraction_ids[0]
        evil = compose(TO, "a" * 5000 + "!\nAmount: 4")
        with (
            patch.object(text_extraction, "TIME_LIMIT", 0.1),
            self.assertLogs(social_extraction.__name__, "WARNING") as logged,
        ):
            twists = self.sell(evil, compose(TO, "Amount: 5"))
        self.assertEqual(len(logged.output), 1)
        self.assertIn("too long", slow.trouble)
        self.assertIn("too long", slow.mistake)
        amounts = {self.values(twist)["amount"] for twist in twists}
        self.assertEqual(amounts, {4, 5})
        slow.pattern = r"(?P<order_number>a+)$"
        self.assertFalse(slow.trouble)

    def test_a_batch_costs_the_same_however_large(self):
        self.rules(
            *[("label", f"Amount{n}", "amount") for n in range(9)],
            ("label", "Amount", "amount"),
        )
        counts = []
        for size in (1, 6, 30):
            mails = [compose(TO, f"{self.TEXT} {n}") for n in range(size)]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.sell(*mails)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_speed(self):
        self.rules(
            *[("label", f"Field {n}:", "order_number") for n in range(4)],
            *[("simple", f"no{n}=--ID--", "order_number") for n in range(3)],
            *[("regex", rf"x{n} (\d+)", "amount") for n in range(3)],
        )
        extractor = self.sale._extractor()
        self.assertEqual(len(extractor.readers), 10)
        text = "A line of a mail that says this and that.\n" * 40
        started = time.perf_counter()
        for _one in range(100):
            extractor.values(Texts(text=text))
        each = (time.perf_counter() - started) * 10
        self.assertLess(each, 20, "milliseconds a mail")

    # -- the tester ----------------------------------------------------------------

    def test_the_tester_shows_what_is_found(self):
        self.sale.write(
            {"match_kind": "simple", "match_pattern": "Order number: --ID--"}
        )
        twist = self.sell(compose(TO, "Order number: NW-4711"))
        with Form(self.sale.with_user(self.administrator)) as form:
            form.test_text = self.TEXT
            found = str(form.test_result)
            self.assertIn(f"/odoo/social.twist/{twist.id}", found)
            for words in ("NW-4711", "12.50", "Yes", "Money Back", "Old, New"):
                self.assertIn(words, found)
            form.test_text = "<b>Amount: much"
            found = str(form.test_result)
            self.assertIn("“much” does not fit", found)
            self.assertIn("a new twist would begin", found)
            form.match_pattern = "Amount"
            self.assertIn("Character 7", str(form.test_result))
            form.match_pattern = "Amount: --ID--"
            self.assertIn("much; no twist has it", str(form.test_result))
            with form.extraction_ids.edit(0) as line:
                line.kind = "regex"
                line.pattern = "("
            self.assertIn("missing", str(form.test_result))
            with form.extraction_ids.edit(0) as line:
                line.kind = "label"
                line.pattern = "Sum"

    def test_the_tester_escapes(self):
        campaign = self.sale.new(origin=self.sale)
        campaign.test_text = "Order number: <script>alert(1)</script>"
        self.assertIsInstance(campaign.test_result, Markup)
        self.assertNotIn("<script", campaign.test_result)

    # -- who may -------------------------------------------------------------------

    def test_fields_are_defined_in_the_campaign(self):
        action = self.recall.with_user(self.administrator).action_define_fields()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        new = {"name": "x1", "string": "Model", "type": "char", "value": "?"}
        dialog.with_user(self.administrator).sample_properties = [
            {**new, "definition_changed": True}
        ]
        [definition] = self.recall.property_definition
        self.assertEqual((definition["name"], definition["type"]), ("x1", "char"))
        with self.assertRaises(AccessError):
            self.recall.with_user(self.supervisor).action_define_fields()

    def test_agents_see_the_rules_of_their_campaigns(self):
        self.recall.property_definition = FIELDS
        self.recall.extraction_ids = [
            Command.create({"pattern": "Order", "field_name": "order_number"})
        ]
        model = self.env["social.extraction"]
        mine = model.with_user(self.agent).search([])
        self.assertEqual(mine.campaign_id, self.sale)
        self.assertFalse(model.with_user(self.stranger).search([]) & mine.sudo())
        with self.assertRaises(AccessError):
            mine[0].pattern = "x"
