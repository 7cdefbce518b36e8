"""The dialog that links an author to a person."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import compose
from .test_wizards import WizardCase


@tagged("post_install", "-at_install")
class TestAssignPerson(WizardCase):
    def test_same_mail_address_is_suggested(self):
        known = self.env["res.partner"].create(
            {"name": "Ana Known", "email": self.profile.handle.upper()}
        )
        form = self.open(self.twist.action_assign_person())
        self.assertEqual((form.mode, form.partner_id), ("existing", known))
        self.assertEqual(form.suggestions[0]["id"], known.id)

    def test_no_suggestion_of_two(self):
        values = {"name": "Ana", "email": self.profile.handle}
        self.env["res.partner"].create([values, values])
        form = self.open(self.twist.action_assign_person())
        self.assertFalse(form.partner_id)
        self.assertEqual(form.mode, "new")

    def test_no_suggestion_from_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create(
            {
                "name": "Ana",
                "email": self.profile.handle,
                "company_id": company.id,
            }
        )
        form = self.open(self.twist.action_assign_person())
        self.assertFalse(form.partner_id)

    def test_a_new_person(self):
        form = self.open(self.twist.action_assign_person())
        self.assertEqual(form.mode, "new")
        self.assertEqual((form.name, form.email), ("Ana", self.profile.handle))
        form.name = "  Ana Customer "
        form.phone = "+49 431 000"
        form.lawful_basis = "consent"
        form.purpose = "Repairing her tent"
        form.save().action_assign()
        person = self.twist.partner_id
        self.assertEqual(person.name, "Ana Customer")
        self.assertEqual((person.email, person.phone), (form.email, "+49 431 000"))
        self.assertFalse(person.company_id)
        self.assertEqual(self.profile.lawful_basis, "consent")
        self.assertEqual(self.profile.purpose, "Repairing her tent")

    def test_all_of_the_authors_messages_follow(self):
        author = f"Ana <{self.profile.handle}>"
        other = self.arrive(compose("support@shop.example", From=author))
        form = self.open(self.twist.action_assign_person())
        form.save().action_assign()
        self.assertNotEqual(other, self.twist)
        self.assertEqual(other.partner_id, self.twist.partner_id)
        later = self.arrive(compose("support@shop.example", From=author))
        self.assertEqual(later.partner_id, self.twist.partner_id)
        self.assertEqual(later.message_ids_social.partner_id, self.twist.partner_id)

    def test_a_name_is_needed(self):
        form = self.open(self.twist.action_assign_person())
        form.name = " "
        with self.assertRaisesRegex(UserError, "Enter the name of the new person"):
            form.save().action_assign()

    def test_a_person_is_needed(self):
        wizard = (
            self.env["social.assign.person"]
            .with_user(self.agent)
            .create({"twist_id": self.twist.id, "mode": "existing"})
        )
        with self.assertRaisesRegex(UserError, "Choose a person, or add a new one"):
            wizard.action_assign()

    def test_a_lawful_basis_is_needed(self):
        form = self.open(self.twist.action_assign_person())
        with self.assertRaisesRegex(AssertionError, "lawful_basis"):
            form.lawful_basis = False
            form.save()
        with self.assertRaisesRegex(UserError, "Say why"):
            self.twist.assign_person(self.person, False)

    def test_not_in_listen(self):
        form = self.open(self.twist.action_assign_person())
        wizard = form.save()
        self.put(self.twist, "listen")
        with self.assertRaisesRegex(UserError, "Move the twist to Understand first"):
            wizard.action_assign()
        self.assertFalse(self.profile.partner_id)

    def test_reassign(self):
        self.twist.assign_person(self.person, "consent", "First")
        other = self.env["res.partner"].create({"name": "Bea"})
        form = self.open(self.twist.action_assign_person())
        self.assertEqual(form.current_partner_id, self.person)
        self.assertEqual((form.mode, form.partner_id), ("existing", self.person))
        self.assertFalse(form.suggestions)
        form.partner_id = other
        form.lawful_basis = "legitimate"
        form.save().action_assign()
        self.assertEqual(self.twist.partner_id, other)
        self.assertEqual(self.profile.lawful_basis, "legitimate")

    def test_by_ids_over_rpc(self):
        person = self.env["res.partner"].create({"name": "Ana"})
        self.profile.with_user(self.agent).assign_person(person.id, "contract")
        self.assertEqual(self.twist.partner_id, person)

    def test_nobody_is_no_person(self):
        gone = self.env["res.partner"].create({"name": "Ana"})
        gone.unlink()
        for wrong in (False, gone.id):
            for target in (self.twist, self.profile.with_user(self.agent)):
                with self.assertRaisesRegex(UserError, "Choose a person"):
                    target.assign_person(wrong, "contract")
        self.assertFalse(self.profile.lawful_basis)

    def test_a_person_whom_one_may_not_read(self):
        hidden = self.env["res.partner"].create({"name": "Hidden"})
        self.env["ir.rule"].create(
            {
                "name": "not Hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {hidden.id})]",
            }
        )
        with self.assertRaises(AccessError):
            self.twist.with_user(self.agent).assign_person(hidden.id, "contract")
