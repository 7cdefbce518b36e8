"""Extra fields filled in beside the conversation (spec B20)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_campaign import FIELDS, CampaignCase


@tagged("post_install", "-at_install")
class TestExtraFields(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale.property_definition = [
            *FIELDS,
            {"name": "pieces", "string": "Pieces", "type": "integer"},
        ]
        cls.twist = cls.sold.with_user(cls.agent)

    def field(self, name):
        self.env.invalidate_all()
        details = self.twist._screen_details()["twist"]
        return next(one for one in details["fields"] if one.get("name") == name)

    def test_each_type_is_filled_in_and_emptied(self):
        for name, typed, raw, value in (
            ("order_number", " NW 1 ", "NW 1", "NW 1"),
            ("amount", "1,234.5", "1234.5", "1,234.50"),
            ("pieces", "12", "12", "12"),
            ("pieces", "0", "0", "0"),
            ("urgent", True, True, "Yes"),
            ("urgent", False, False, "No"),
            ("day", "2026-11-20", "2026-11-20", "11/20/2026"),
            ("wish", "refund", "refund", "Money Back"),
            ("marks", ["old", "new"], ["new", "old"], "New, Old"),
        ):
            with self.subTest(name=name):
                self.twist.write_field(name, typed)
                field = self.field(name)
                self.assertEqual((field["raw"], field["value"]), (raw, value))
        for name, empty in (("amount", ""), ("day", ""), ("wish", ""), ("marks", [])):
            self.twist.write_field(name, empty)
            self.assertEqual(self.field(name)["raw"], empty)
        self.assertEqual(self.field("order_number")["raw"], "NW 1")
        self.assertEqual(self.field("wish")["choices"][0], ["refund", "Money Back"])

    def test_what_does_not_fit_is_refused_in_words(self):
        self.twist.write_field("amount", "3")
        for name, typed, words in (
            ("amount", "much", "“much” is no number"),
            ("pieces", "1.5", "“1.5” is no whole number"),
            ("day", "20.11.", "is no date"),
            ("wish", "gold", "not one of the choices"),
            ("marks", ["gold"], "not one of the choices"),
            ("marks", "old", "no value of such a field"),
            ("marks", [["old"]], "not one of the choices"),
            ("urgent", "yes", "no value of such a field"),
            ("amount", 3, "no value of such a field"),
            ("amount", None, "no value of such a field"),
            ("order_number", "x" * 20_000, "no value of such a field"),
            ("shop", "1", "no such field"),
            ("gone", "1", "no such field"),
            (["amount"], "1", "no such field"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.twist.write_field(name, typed)
        self.assertEqual(self.field("amount")["raw"], "3")

    def test_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        german = self.twist.with_context(lang="de_DE")
        german.write_field("amount", "1.234,5")
        self.assertEqual(self.field("amount")["raw"], "1234.5")
        [field] = [
            one for one in german._fields_as_dicts() if one.get("name") == "amount"
        ]
        self.assertEqual(field["raw"], "1234,5")

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.sold.with_user(self.stranger).write_field("amount", "1")
        with self.assertRaisesRegex(UserError, "no such field"):
            self.open.with_user(self.agent).write_field("amount", "1")
