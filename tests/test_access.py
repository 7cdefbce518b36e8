"""Nobody gets by any public method what they may not see, or changes it."""

from odoo import Command, models
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from .access_case import HIDDEN, TABLES, WORD, AccessCase
from .public_methods import is_of_model, public_methods, required

# whoever calls this takes over a twist that is nobody's, and that they see
TAKING = {"screen_take_next"}
# whoever decides for others in a campaign notes when it began
LIVE = {"action_go_live", "action_not_live"}
READERS = ("read", "web_read", "search_read", "web_search_read")


@tagged("post_install", "-at_install")
class TestPublicMethods(AccessCase):
    """Each public method of this module, called by each kind of user.

    A new method is called, too, by itself. It only has to be named here how an argument
    looks that no other method has (``AccessCase.arguments``), and of a new model, which
    record is a foreign one (``AccessCase.records``).
    """

    def methods(self, is_wizard=False):
        for (model, name), function in sorted(public_methods(self.registry).items()):
            if isinstance(self.env[model], models.TransientModel) == is_wizard:
                yield model, name, function

    def test_each_argument_is_known(self):
        known = self.arguments()
        for model, name, function in [*self.methods(), *self.methods(True)]:
            missing = set(required(function)) - known.keys()
            self.assertFalse(missing, f"{model}.{name}")

    def test_each_model_with_methods_has_a_foreign_record(self):
        without = {
            model
            for model, _name, function in self.methods()
            if not is_of_model(function) and not self.env[model]._abstract
        }
        # reports have the rows of what they are about; their rules are tested there
        reports = {"social.flow.report", "social.phase.overview"}
        self.assertEqual(without - self.records().keys() - reports, set())

    def call(self, user, model, name, function):
        """As a client calls it: over the door that refuses private methods."""
        records = self.env[model].with_user(user)
        if not is_of_model(function):
            records = records.browse(self.records().get(model, records).ids)
        arguments = self.arguments()
        given = {one: arguments[one] for one in required(function)}
        method = get_public_method(records, name)
        return lambda: method(records, **given)

    def assertHidden(self, user, kept=TABLES):
        for model, name, function in self.methods():
            with self.subTest(user=user.login, method=f"{model}.{name}"):
                call = self.call(user, model, name, function)
                text, changed = self.attempt(call)
                self.assertNotIn(WORD, text)
                taken = {"social_twist", "mail_followers"} if name in TAKING else set()
                self.assertEqual(changed & {*kept, HIDDEN} - taken, set(), text)

    def test_portal_users_and_employees(self):
        self.assertHidden(self.portal)
        self.assertHidden(self.employee)
        # they write feedback on tickets, which tells the agents of its twists
        written = {"social_twist", "social_phase_move"}
        self.assertHidden(self.helpdesk, set(TABLES) - written)

    def test_agents_of_other_campaigns_and_of_none(self):
        self.assertHidden(self.nobody)
        self.assertHidden(self.stranger)

    def test_another_outsourcer(self):
        self.assertHidden(self.x1)
        self.assertHidden(self.xlead)

    def test_agents_who_see_only_their_own(self):
        self.sale.is_restricted = True
        self.assertHidden(self.colleague)
        self.assertHidden(self.x2)

    def test_whoever_may_see_it_does(self):
        for user in self.insiders():
            with self.subTest(user=user.login):
                twist = self.hidden.with_user(user)
                text, _changed = self.attempt(twist.screen_read)
                self.assertIn(WORD, text)

    def test_channels_are_worked_on_by_administrators_only(self):
        for user in (self.y1, self.ylead, self.agent, self.lead, self.supervisor):
            for model, name, function in self.methods():
                if model in ("social.channel", "social.campaign"):
                    with self.subTest(user=user.login, method=f"{model}.{name}"):
                        call = self.call(user, model, name, function)
                        text, changed = self.attempt(call)
                        if name in LIVE and user in (self.lead, self.supervisor):
                            changed -= {"social_campaign"}
                        self.assertFalse(changed, text)

    @mute_logger("odoo.sql_db")
    def test_wizards_take_no_foreign_records(self):
        wizards = {model for model, _name, _function in self.methods(True)}
        for user in (self.nobody, self.x1, self.xlead):
            for model in sorted(wizards):
                for values in self.foreign_values(model):
                    with self.subTest(user=user.login, model=model, values=values):
                        self.assertWizardHides(user, model, values)

    def foreign_values(self, model):
        """Each relation of a wizard to what is hidden, set to that."""
        records = self.records()
        for name, field in self.env[model]._fields.items():
            foreign = records.get(field.comodel_name)
            if not foreign or field.compute and not field.inverse:
                continue
            is_one = field.type == "many2one"
            yield {name: foreign[0].id if is_one else [Command.set(foreign.ids)]}

    def assertWizardHides(self, user, model, values):
        def use():
            wizards = self.env[model].with_user(user)
            context = {f"default_{name}": value for name, value in values.items()}
            filled = wizards.with_context(**context).create(values)
            filled.flush_recordset()
            texts = [repr(filled.read())]
            for other, name, _function in self.methods(True):
                if other == model:
                    texts.append(self.attempt(lambda n=name: getattr(filled, n)()))
            return texts

        text, changed = self.attempt(use)
        self.assertNotIn(WORD, text)
        self.assertFalse(changed, text)


@tagged("post_install", "-at_install")
class TestStandardMethods(AccessCase):
    """What Odoo offers for every model, as its own client uses it."""

    def calls(self, user, model):
        records = self.records()[model].with_user(user)
        empty = records.browse()
        names = [
            name
            for name, field in records._fields.items()
            if field.type not in ("properties", "properties_definition", "binary")
            and not name.startswith("activity_")
            and records._has_field_access(field, "read")
        ]
        spec = {
            name: {"fields": {"display_name": {}}}
            if records._fields[name].relational
            else {}
            for name in names
        }
        ids = [("id", "in", records.ids)]
        return {
            "read": lambda: records.read(names),
            "web_read": lambda: records.web_read(spec),
            "export_data": lambda: records.export_data(["id", "display_name"]),
            "search_read": lambda: empty.search_read(ids, names),
            "web_search_read": lambda: empty.web_search_read(ids, spec),
            "name_search": lambda: empty.name_search(WORD, limit=None),
            "display_name": lambda: empty.search_read(
                [("display_name", "ilike", WORD)], ["display_name"]
            ),
            "group": lambda: empty.formatted_read_group(
                ids, ["create_uid"], ["__count", "display_name:array_agg"][:1]
            ),
            "onchange": lambda: records[:1].onchange({}, [], spec),
            "write": lambda: records.write({"create_date": "2020-01-01"}),
            "unlink": records.unlink,
            "copy": records.copy,
        }

    def test_hidden_records(self):
        visible = {"social.idea", "helpdesk.ticket", "res.partner"}
        users = (self.employee, self.nobody, self.stranger, self.x1, self.xlead)
        for user in users:
            for model in self.records().keys() - visible:
                for name, call in self.calls(user, model).items():
                    with self.subTest(user=user.login, call=f"{model}.{name}"):
                        text, changed = self.attempt(call)
                        self.assertNotIn(WORD, text)
                        self.assertFalse(changed, text)

    def test_what_is_linked_to_visible_records(self):
        for user in (self.nobody, self.stranger, self.x1, self.xlead):
            for model in ("social.idea", "helpdesk.ticket", "res.partner"):
                calls = self.calls(user, model)
                for name in READERS:
                    with self.subTest(user=user.login, call=f"{model}.{name}"):
                        text, _changed = self.attempt(calls[name])
                        self.assertNotIn(WORD, text)

    def test_whoever_may_see_it_does(self):
        for model in ("social.twist", "social.message", "social.profile"):
            calls = self.calls(self.ylead, model)
            for name in READERS:
                with self.subTest(call=f"{model}.{name}"):
                    text, _changed = self.attempt(calls[name])
                    self.assertIn(WORD, text)

    def test_counts_tell_nothing(self):
        for user in (self.nobody, self.stranger, self.x1, self.xlead):
            for model, records in self.records().items():
                if model.startswith("social.") and model not in (
                    "social.idea",
                    "social.channel",
                    "social.campaign",
                ):
                    found = self.env[model].with_user(user)
                    if found.has_access("read"):
                        ids = [("id", "in", records.ids)]
                        self.assertEqual(found.search_count(ids), 0, model)
