"""Guided scripts: checked when written, remembered by twist (spec B19)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .test_campaign import FIELDS, CampaignCase


class ScriptCase(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["social.script"].search([]).active = False
        cls.outcome = cls.env["social.outcome"].create(
            {"name": "Done", "phase": "closed"}
        )
        cls.sale.property_definition = FIELDS
        cls.script = cls.new_script("Order", campaign_ids=[Command.set(cls.sale.ids)])
        cls.first, cls.second = cls.script.step_ids
        cls.lead_to(cls.first, "Known", next_step_id=cls.second.id)
        cls.lead_to(cls.second, "Fine", outcome_id=cls.outcome.id)
        cls.lead_to(cls.second, "Once more", next_step_id=cls.first.id)

    @classmethod
    def new_script(cls, name, titles=("First", "Second"), **values):
        steps = [
            Command.create({"title": title, "sequence": place})
            for place, title in enumerate(titles)
        ]
        scripts = cls.env["social.script"].with_user(cls.administrator)
        created = scripts.create({"name": name, "step_ids": steps, **values})
        return created.sudo(False)

    @classmethod
    def lead_to(cls, step, label, **values):
        choices = cls.env["social.script.choice"].with_user(cls.administrator)
        return choices.create({"step_id": step.id, "label": label, **values})


@tagged("post_install", "-at_install")
class TestWritingScripts(ScriptCase):
    def test_dead_ends(self):
        script = self.new_script("New")
        first, second = script.step_ids
        self.assertFalse(script.is_ready)
        self.assertIn("“First” leads nowhere: add a choice", script.problems)
        choice = self.lead_to(first, "Yes")
        self.assertIn("“Yes” in “First” leads nowhere", script.problems)
        choice.next_step_id = second
        self.lead_to(second, "End", outcome_id=self.outcome.id)
        self.assertTrue(script.is_ready)
        self.assertFalse(script.problems)

    def test_no_step(self):
        script = self.new_script("New", ())
        self.assertEqual(script.problems, "Add the first step.")

    def test_a_loop_without_an_end(self):
        script = self.new_script("New", ("First", "Second", "Third"))
        first, second, third = script.step_ids
        self.lead_to(first, "a", next_step_id=second.id)
        self.lead_to(second, "b", next_step_id=first.id)
        self.lead_to(third, "c", outcome_id=self.outcome.id)
        self.assertFalse(script.is_ready)
        self.assertIn("From “Second” no choice ever leads", script.problems)
        self.assertIn("No choice leads to “Third”", script.problems)
        self.lead_to(second, "c", next_step_id=third.id)
        self.assertTrue(script.is_ready)
        self.assertFalse(script.problems)

    def test_a_step_that_is_never_reached_is_only_said(self):
        self.new_script("x")
        extra = self.env["social.script.step"].create(
            {"script_id": self.script.id, "title": "Extra", "sequence": 9}
        )
        self.lead_to(extra, "End", outcome_id=self.outcome.id)
        self.assertTrue(self.script.is_ready)
        self.assertEqual(self.script.problems, "No choice leads to “Extra”.")

    def test_what_goes_without_its_end(self):
        with self.assertRaisesRegex(UserError, "“Order” ends in it"):
            self.outcome.unlink()
        self.second.unlink()
        self.assertFalse(self.script.is_ready)
        self.assertFalse(self.sold.with_user(self.agent).script_show()["step"])

    def test_a_choice_leads_to_one_place_of_its_own_script(self):
        with self.assertRaisesRegex(ValidationError, "not to both"):
            self.lead_to(
                self.first,
                "x",
                next_step_id=self.second.id,
                outcome_id=self.outcome.id,
            )
        other = self.new_script("Other")
        with self.assertRaisesRegex(ValidationError, "another script"):
            self.lead_to(self.first, "x", next_step_id=other.step_ids[0].id)

    def test_in_the_form(self):
        with Form(self.env["social.script"].with_user(self.administrator)) as form:
            form.name = "By hand"
            with form.step_ids.new() as step:
                step.title = "Only"
        script = form.record
        with (
            Form(script) as form,
            form.step_ids.edit(0) as step,
            step.choice_ids.new() as choice,
        ):
            choice.label = "End"
            choice.outcome_id = self.outcome
        self.assertTrue(script.is_ready)


@tagged("post_install", "-at_install")
class TestFollowingScripts(ScriptCase):
    def setUp(self):
        super().setUp()
        self.twist = self.sold.with_user(self.agent)

    def choose(self, label, twist=None):
        twist = twist or self.twist
        choices = twist.script_show()["step"]["choices"]
        [choice] = [one for one in choices if one["label"] == label]
        return twist.script_choose(choice["id"])

    def test_step_by_step_to_the_outcome(self):
        shown = self.twist.script_show()
        self.assertEqual((shown["step"]["title"], shown["place"]), ("First", 1))
        shown = self.choose("Known")
        self.assertEqual((shown["step"]["title"], shown["place"]), ("Second", 2))
        self.assertFalse(shown["outcome"])
        colleague = self.twist.with_user(self.colleague)
        self.assertEqual(colleague.script_show()["step"]["title"], "Second")
        self.assertEqual(self.choose("Fine")["outcome"], self.outcome.id)
        self.assertEqual(self.twist.script_back()["step"]["title"], "First")
        self.choose("Known")
        self.assertEqual(self.choose("Once more")["place"], 3)
        self.assertEqual(self.twist.script_restart()["place"], 1)

    def test_a_choice_of_another_step(self):
        choice = self.second.choice_ids[0]
        with self.assertRaisesRegex(UserError, "gone on meanwhile"):
            self.twist.script_choose(choice.id)

    def test_steps_that_were_removed(self):
        self.choose("Known")
        self.lead_to(self.first, "End", outcome_id=self.outcome.id)
        self.second.unlink()
        self.script.step_ids.choice_ids.filtered(
            lambda one: not one.outcome_id
        ).unlink()
        self.assertEqual(self.twist.script_show()["step"]["title"], "First")

    def test_another_script(self):
        other = self.new_script("Other", ("Only",))
        self.lead_to(other.step_ids, "End", outcome_id=self.outcome.id)
        shown = self.twist.script_restart(other.id)
        self.assertEqual(shown["step"]["title"], "Only")
        self.assertEqual(len(shown["scripts"]), 2)
        foreign = self.new_script("No", ("x",), campaign_ids=self.recall.ids)
        with self.assertRaisesRegex(UserError, "not for this twist"):
            self.twist.script_restart(foreign.id)

    def test_the_field_that_a_step_asks_for(self):
        self.first.field_label = "order number"
        field = self.twist.script_show()["step"]["field"]
        self.assertEqual((field["label"], field["value"]), ("Order Number", ""))
        self.twist.campaign_properties = {"amount": 3.5}
        shown = self.twist.script_fill(" S-12 ")
        self.assertEqual(shown["step"]["field"]["value"], "S-12")
        self.first.field_label = "Amount"
        self.assertEqual(self.twist.script_show()["step"]["field"]["value"], 3.5)
        with self.assertRaisesRegex(UserError, "Amount: that is no such value"):
            self.twist.script_fill("much")
        self.twist.script_fill("7")
        self.first.field_label = "Wish"
        with self.assertRaisesRegex(UserError, "choose one of the list"):
            self.twist.script_fill("gold")
        self.twist.script_fill("repair")
        texts = {one["label"]: one["value"] for one in self.twist._fields_as_dicts()}
        self.assertEqual((texts["Order Number"], texts["Wish"]), ("S-12", "Repair"))
        self.first.field_label = "Nothing"
        with self.assertRaisesRegex(UserError, "asks for no extra field"):
            self.twist.script_fill("x")

    def test_whether_there_is_one_costs_no_query(self):
        [pane] = self.twist.screen_read()["panes"]
        self.assertTrue(pane["details"]["twist"]["has_script"])
        [pane] = self.open.with_user(self.agent).screen_read()["panes"]
        self.assertFalse(pane["details"]["twist"]["has_script"])
        with self.assertQueryCount(0):
            self.env["social.script"]._campaigns_with_one()

    def test_strangers(self):
        theirs = self.sold.with_user(self.stranger)
        for call in (
            theirs.script_show,
            theirs.script_back,
            theirs.script_restart,
            lambda: theirs.script_choose(1),
            lambda: theirs.script_fill("x"),
        ):
            with self.assertRaises(AccessError):
                call()
        for user in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                self.script.with_user(user).write({"name": "x"})
        scripts = self.env["social.script"].with_user(self.stranger)
        self.assertFalse(scripts.search([("id", "=", self.script.id)]))
        steps = self.env["social.script.step"].with_user(self.stranger)
        self.assertFalse(steps.search([("script_id", "=", self.script.id)]))
        with self.assertRaises(AccessError):
            self.twist.write({"script_path": [1]})
