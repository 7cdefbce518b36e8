"""Who an author may be: persons suggested with the reason, and other profiles."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import compose
from .test_wizards import WizardCase

NUMBER = "+34 911 23 45 67"


class SuggestionCase(WizardCase):
    def person_with(self, **values):
        return self.env["res.partner"].create({"name": "Somebody", **values})

    def author(self, label, text="Hello", address=None):
        """The profile, for the agent, of whom a mail came from; in Understand."""
        address = address or f"{label.split()[0].lower()}@customer.example"
        mail = compose("support@shop.example", text, From=f'"{label}" <{address}>')
        twist = self.arrive(mail)
        self.put(twist, "understand")
        return twist.profile_id.with_user(self.agent)

    def suggested(self, profile):
        """{person: [sentence]} of the suggestions, in order."""
        return {
            one.person.sudo(): [profile._sentence(*reason) for reason in one.reasons]
            for one in profile._suggest_persons()
        }

    def elsewhere(self, **values):
        """A profile on another platform."""
        selection = [("mail", "Mail"), ("chat", "Chat")]
        channels = type(self.env["social.channel"])
        self.startPatcher(
            patch.object(channels, "_selection_platform", lambda self: selection)
        )
        profile = self.env["social.profile"].create(
            {
                "platform": "chat",
                "external_id": values.get("handle", "someone"),
                "company_id": self.env.company.id,
                **values,
            }
        )
        # agents know the authors of what they see
        message = self.twist_in("listen").message_ids_social
        message.with_context(social_inbox_by_system=True).sudo().profile_id = profile
        return profile


@tagged("post_install", "-at_install")
class TestSuggestedPersons(SuggestionCase):
    def test_same_mail_address(self):
        profile = self.author("Xenia Kirsch", address="x.kirsch@customer.example")
        known = self.person_with(email="X.Kirsch@Customer.example")
        self.person_with(email="kirsch@customer.example")
        self.assertEqual(
            self.suggested(profile),
            {known: ["Same mail address: x.kirsch@customer.example"]},
        )
        self.assertEqual(profile._suggest_person(), known)

    def test_same_phone_number_in_a_signature(self):
        self.env.company.country_id = self.env.ref("base.de")
        text = "It leaks.\n--\nXenia Kirsch\nTel. (0431) 880-1234, Order 4711-2026"
        profile = self.author("Xenia Kirsch", text)
        known = self.person_with(phone="+49 431 8801234")
        self.person_with(phone="+49 431 8801235")
        self.assertEqual(
            self.suggested(profile), {known: ["Same phone number: +49 431 8801234"]}
        )
        self.assertEqual(profile._suggest_person(), known)

    def test_same_phone_number_as_a_handle(self):
        known = self.person_with(phone=NUMBER)
        profile = self.elsewhere(handle="34911234567", external_id="+34911234567")
        found = self.suggested(profile.with_user(self.agent))
        self.assertEqual(found, {known: [f"Same phone number: {NUMBER}"]})

    def test_same_phone_number_without_phone_validation(self):
        known = self.person_with(phone="0034 (911) 234-567")
        self.person_with(phone="911 23 45 67 8")
        partners = type(self.env["res.partner"])
        profile = self.author("Xenia Kirsch", f"Call me: {NUMBER}")
        with patch.object(partners, "_has_phone_validation", lambda self: False):
            self.assertEqual(list(self.suggested(profile)), [known])
            self.assertEqual(profile._suggest_person(), known)
            self.assertEqual(known._normalised_phone("12-34", None), "")

    def test_numbers_that_somebody_else_wrote_do_not_count(self):
        self.person_with(phone=NUMBER)
        quoting = f"Yes.\n\nOn Friday Shop wrote:\n> Call us: {NUMBER}\n"
        self.assertFalse(self.suggested(self.author("Xenia Kirsch", quoting)))

    def test_our_own_number_does_not_count(self):
        company = self.env.company.partner_id
        company.phone = NUMBER
        employee = self.person_with(parent_id=company.id, phone=NUMBER)
        self.assertEqual(employee.phone_sanitized, company.phone_sanitized)
        profile = self.author("Xenia Kirsch", f"I called {NUMBER} in vain.")
        self.assertFalse(self.suggested(profile))

    def test_same_name_without_case_and_accents(self):
        known = self.person_with(name="Zoé MÜLLER-Ødegård")
        profile = self.author("Zoe Muller-ødegard")
        self.assertEqual(self.suggested(profile), {known: ["Same name"]})

    def test_similar_name(self):
        known = self.person_with(name="Jon Kirschbaum")
        self.person_with(name="Jon Smith")
        profile = self.author("John Kirschbaum")
        self.assertEqual(self.suggested(profile), {known: ["Similar name"]})

    def test_same_name_without_trigrams(self):
        known = self.person_with(name="Xénia Kirsch")
        self.person_with(name="Xenia Kirsche")
        profile = self.author("Xenia Kirsch")
        with patch.object(self.env.registry, "has_trigram", False):
            self.assertEqual(self.suggested(profile), {known: ["Same name"]})

    def test_a_name_alone_preselects_nobody(self):
        self.person_with(name="Xenia Kirsch")
        profile = self.author("Xenia Kirsch")
        self.assertTrue(self.suggested(profile))
        self.assertFalse(profile._suggest_person())
        twist = profile.twist_ids
        form = self.open(twist.action_assign_person())
        self.assertEqual((form.mode, form.partner_id.id), ("new", False))
        [shown] = form.suggestions
        self.assertEqual(shown["name"], "Xenia Kirsch")
        self.assertEqual(shown["reasons"], [{"text": "Same name", "is_strong": False}])

    def test_a_profile_elsewhere_with_the_same_handle(self):
        known = self.person_with(name="Q")
        other = self.elsewhere(handle="xkirsch")
        other._assign_person(known, "consent")
        profile = self.elsewhere(handle="XKirsch", external_id="2", platform="mail")
        profile = profile.with_user(self.agent)
        self.assertEqual(
            self.suggested(profile), {known: ["Same handle: xkirsch (Chat)"]}
        )
        self.assertFalse(profile._suggest_person())

    def test_a_profile_elsewhere_with_the_same_mail_address(self):
        known = self.person_with(name="Q")
        other = self.elsewhere(handle="x_kirsch@customer.example")
        other._assign_person(known, "consent")
        self.elsewhere(handle="xakirsch@customer.example", partner_id=False)
        profile = self.author("Xenia", address="x_kirsch@customer.example")
        self.assertEqual(
            self.suggested(profile),
            {known: ["Same mail address: x_kirsch@customer.example (Chat)"]},
        )
        self.assertEqual(profile._suggest_person(), known)

    def test_best_first_with_all_reasons(self):
        namesake = self.person_with(name="Xenia Kirsch")
        caller = self.person_with(name="Y", phone=NUMBER)
        known = self.person_with(name="Xenia Kirsch", email="xenia@customer.example")
        profile = self.author("Xenia Kirsch", f"Phone {NUMBER}")
        found = self.suggested(profile)
        self.assertEqual(list(found), [known, caller, namesake])
        self.assertEqual(
            found[known], ["Same mail address: xenia@customer.example", "Same name"]
        )
        self.assertEqual(profile._suggest_person(), known)

    def test_two_with_the_same_reason_preselect_nobody(self):
        for name in ("One", "Two"):
            self.person_with(name=name, email="xenia@customer.example")
        profile = self.author("Xenia Kirsch")
        self.assertEqual(len(self.suggested(profile)), 2)
        self.assertFalse(profile._suggest_person())

    def test_not_of_another_company_and_not_archived(self):
        company = self.env["res.company"].create({"name": "Other"})
        values = {
            "name": "Xenia Kirsch",
            "email": "xenia@customer.example",
            "phone": NUMBER,
        }
        self.person_with(**values, company_id=company.id)
        self.person_with(**values, active=False)
        profile = self.author("Xenia Kirsch", f"Phone {NUMBER}")
        self.assertFalse(self.suggested(profile))

    def test_only_whom_the_agent_may_see(self):
        hidden = self.person_with(email="xenia@customer.example")
        profile = self.author("Xenia")
        self.assertTrue(self.suggested(profile))
        self.env["ir.rule"].create(
            {
                "name": "Hide one contact",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": [("id", "!=", hidden.id)],
            }
        )
        self.assertFalse(self.suggested(profile))

    def test_an_author_without_name_and_address(self):
        mail = compose("support@shop.example", From=None)
        profile = self.arrive(mail).profile_id.with_user(self.agent)
        self.assertFalse(profile.handle)
        self.assertFalse(self.suggested(profile))
        self.assertFalse(profile._lookalikes(self.env["res.partner"]))

    def test_what_the_dialog_shows(self):
        known = self.person_with(name="Xenia Kirsch", city="Kiel", phone=NUMBER)
        self.elsewhere(handle="xkirsch")._assign_person(known, "consent")
        profile = self.author("Xenia Kirsch", f"Call {NUMBER}")
        form = self.open(profile.twist_ids.action_assign_person())
        self.assertEqual(
            form.suggestions,
            [
                {
                    "id": known.id,
                    "name": "Xenia Kirsch",
                    "known": f"{NUMBER}, Kiel",
                    "reasons": [
                        {"text": f"Same phone number: {NUMBER}", "is_strong": True},
                        {"text": "Same name", "is_strong": False},
                    ],
                    "profiles": ["xkirsch (Chat)"],
                }
            ],
        )

    def test_the_number_of_queries_does_not_grow(self):
        def queries(count, name):
            values = {"name": name, "email": f"k{count}@customer.example"}
            self.env["res.partner"].create([values] * count)
            profile = self.author(values["name"], address=values["email"])
            profile.env.flush_all()
            profile.env.invalidate_all()
            before = self.cr.sql_log_count
            found = profile._suggest_persons()
            self.assertEqual(len(found), count)
            shown = [profile._suggestion_as_dict(one) for one in found]
            self.assertEqual(len(shown), count)
            return self.cr.sql_log_count - before

        queries(1, "Warm Up")
        few, many = queries(2, "Yves Apfel"), queries(5, "Xenia Kirsch")
        self.assertEqual(few, many)


@tagged("post_install", "-at_install")
class TestAlsoByThisPerson(SuggestionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.name = "Xenia Kirsch"

    def lines(self, form):
        return {
            self.env["social.profile"].browse(line["profile_id"]): line
            for line in form.line_ids._records
        }

    def test_offered_but_never_linked_by_itself(self):
        profile = self.author("Xenia Kirsch")
        other = self.author("xenia kirsch", address="work@customer.example")
        self.author("Xaver Kirsch")
        form = self.open(profile.twist_ids.action_assign_person())
        self.assertEqual(list(self.lines(form)), [other])
        self.assertEqual(self.lines(form)[other]["reason"], "Same name")
        self.assertFalse(self.lines(form)[other]["is_chosen"])
        form.mode = "existing"
        form.partner_id = self.person
        form.save().action_assign()
        self.assertEqual(profile.partner_id, self.person)
        self.assertFalse(other.partner_id)

    def test_linked_when_ticked(self):
        profile = self.author("Xenia Kirsch")
        other = self.author("Xenia Kirsch", address="work@customer.example")
        third = self.author("Xenia Kirsch", address="third@customer.example")
        form = self.open(profile.twist_ids.action_assign_person())
        form.lawful_basis, form.purpose = "consent", "Repairs"
        for index, line in enumerate(form.line_ids._records):
            if line["profile_id"] == other.id:
                with form.line_ids.edit(index) as row:
                    row.is_chosen = True
        form.save().action_assign()
        self.assertEqual(profile.partner_id, other.partner_id)
        self.assertEqual(other.twist_ids.partner_id, profile.partner_id)
        self.assertEqual((other.lawful_basis, other.purpose), ("consent", "Repairs"))
        self.assertFalse(third.partner_id)

    def test_by_what_is_known_of_the_chosen_person(self):
        self.person.write({"email": "home@elsewhere.example", "phone": NUMBER})
        profile = self.author("X")
        home = self.author("H", address="home@elsewhere.example")
        chat = self.elsewhere(handle="34911234567")
        form = self.open(profile.twist_ids.action_assign_person())
        self.assertFalse(self.lines(form))
        form.mode = "existing"
        form.partner_id = self.person
        found = self.lines(form)
        self.assertEqual(list(found), [home, chat])
        self.assertEqual(
            found[home]["reason"], "Same mail address: home@elsewhere.example"
        )

    def test_not_of_another_person_or_company(self):
        profile = self.author("Xenia Kirsch")
        taken = self.author("Xenia Kirsch", address="taken@customer.example")
        taken.sudo()._assign_person(self.env.company.partner_id, "consent")
        company = self.env["res.company"].create({"name": "Other"})
        self.elsewhere(name="Xenia Kirsch", company_id=company.id)
        form = self.open(profile.twist_ids.action_assign_person())
        self.assertFalse(self.lines(form))

    def test_profiles_in_listen_are_shown_and_refused(self):
        profile = self.author("Xenia Kirsch")
        early = self.author("Xenia Kirsch", address="early@customer.example")
        self.put(early.twist_ids, "listen")
        form = self.open(profile.twist_ids.action_assign_person())
        line = self.lines(form)[early]
        self.assertFalse(line["is_assignable"])
        self.assertIn("move one to Understand first", line["reason"])
        wizard = form.save()
        wizard.line_ids.is_chosen = True
        with self.assertRaisesRegex(UserError, "Move one of them to Understand first"):
            wizard.action_assign()
        self.assertFalse(early.partner_id)

    def test_a_line_names_nothing_that_may_not_be_read(self):
        profile = self.author("Xenia Kirsch")
        company = self.env["res.company"].create({"name": "Other"})
        secret = self.elsewhere(name="Secret", company_id=company.id)
        wizard = self.open(profile.twist_ids.action_assign_person()).save()
        with self.assertRaises(AccessError):
            wizard.line_ids = [(0, 0, {"profile_id": secret.id})]
        contact = self.person_with(company_id=company.id)
        for values in ({"profile_id": secret.id}, {"partner_id": contact.id}):
            with self.assertRaises(AccessError):
                wizard.write(values)


@tagged("post_install", "-at_install")
class TestProfileForm(SuggestionCase):
    def test_the_same_dialog_from_the_profile(self):
        author = self.author("Xenia Kirsch")
        older = author.twist_ids
        mail = compose(
            "support@shop.example", From="Xenia Kirsch <xenia@customer.example>"
        )
        early = self.arrive(mail)
        known = self.person_with(email=author.handle)
        form = self.open(author.action_assign_person())
        self.assertEqual((form.twist_id, form.profile_id), (older, author))
        self.assertEqual((form.mode, form.partner_id), ("existing", known))
        form.save().action_assign()
        self.assertEqual((older | early).partner_id, known)

    def test_who_only_joined_a_twist_of_somebody_else(self):
        first = compose("support@shop.example", Message_ID="<one@customer.example>")
        second = compose(
            "support@shop.example",
            From="Bea <bea@customer.example>",
            In_Reply_To="<one@customer.example>",
        )
        twist = self.arrive(first, second)
        self.put(twist, "engage")
        bea = twist.message_ids_social.profile_id - twist.profile_id
        form = self.open(bea.with_user(self.agent).action_assign_person())
        self.assertEqual((form.twist_id, form.profile_id), (twist, bea))
        form.save().action_assign()
        self.assertEqual(bea.partner_id.name, "Bea")
        self.assertFalse(twist.partner_id)

    def test_not_while_all_its_twists_are_in_listen(self):
        profile = self.author("Xenia")
        self.put(profile.twist_ids, "listen")
        with self.assertRaisesRegex(UserError, "Xenia are in the phase Listen"):
            profile.action_assign_person()
        with self.assertRaisesRegex(UserError, "Move one of them to Understand"):
            profile.assign_person(self.person, "consent")
        self.assertFalse(profile.partner_id)

    def test_not_without_a_lawful_basis_or_right(self):
        profile = self.author("Xenia")
        with self.assertRaisesRegex(UserError, "Say why"):
            profile.assign_person(self.person, False)
        profile.assign_person(self.person, "consent")
        self.assertEqual(profile.partner_id, self.person)
        outsider = self.env.ref("base.public_user")
        for call in ("action_assign_person", "action_unlink_person"):
            with self.assertRaises(AccessError):
                getattr(profile.with_user(outsider), call)()
        with self.assertRaises(AccessError):
            profile.with_user(outsider).assign_person(self.person, "consent")
