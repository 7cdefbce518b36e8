"""What becomes of profiles and twists when persons are unlinked, merged, deleted."""

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext

from .common import MailChannelCase, compose, mails_of
from .test_person_suggestions import SuggestionCase


class ChangeCase(SuggestionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "contact_manager",
            groups="base.group_user,base.group_partner_manager",
        )

    def setUp(self):
        super().setUp()
        self.twist.assign_person(self.person, "consent", "Repairs")
        self.env.flush_all()

    def stored(self, twist):
        """The person's id that the database keeps on the twist."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT partner_id FROM social_twist WHERE id = %s", [twist.id]
        )
        return self.env.cr.fetchone()[0]

    def log(self, profile):
        """[(author, text)] of the profile's chatter, newest first."""
        self.env.flush_all()
        self.flush_tracking()
        self.env.invalidate_all()
        lines = []
        for message in profile.sudo().message_ids:
            values = message.tracking_value_ids
            changes = " ".join(
                f"{one.old_value_char or ''} -> {one.new_value_char or ''}"
                for one in values.sorted("id")
            )
            body = html2plaintext(message.body or "")
            lines.append((message.author_id, f"{body}{changes}"))
        return lines

    def flush_tracking(self):
        self.env.cr.precommit.run()

    def assertForgotten(self, profile):
        kept = profile.sudo().read(["partner_id", "lawful_basis", "purpose"])[0]
        self.assertFalse(any(kept[name] for name in kept if name != "id"))


@tagged("post_install", "-at_install")
class TestUnlinkPerson(ChangeCase):
    def test_from_the_dialog_of_change_person(self):
        self.put(self.twist, "feedback")
        waiting = self.twist.waiting_since
        self.assertTrue(waiting)
        form = self.open(self.twist.action_assign_person())
        self.assertEqual(form.current_partner_id, self.person)
        action = form.save().action_unlink_person()
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.assertForgotten(self.profile)
        self.assertFalse(self.stored(self.twist))
        self.assertFalse(self.twist.message_ids_social.partner_id)
        self.assertEqual(self.twist.phase, "feedback")
        self.assertEqual(self.twist.waiting_since, waiting)

    def test_who_it_was_and_who_removed_it_are_logged(self):
        self.flush_tracking()
        self.profile.with_user(self.agent).action_unlink_person()
        author, text = self.log(self.profile)[0]
        self.assertEqual(author, self.agent.partner_id)
        self.assertIn("Ana -> ", text)
        self.assertIn("Consent -> ", text)

    def test_also_in_listen_and_of_several_at_once(self):
        other = self.author("Bea")
        other.assign_person(self.person, "contract")
        self.put(self.twist, "listen")
        self.put(other.twist_ids, "closed")
        (self.profile | other).with_user(self.agent).action_unlink_person()
        self.assertForgotten(self.profile)
        self.assertForgotten(other)

    def test_nobody_outside_the_inbox_removes_it(self):
        with self.assertRaises(AccessError):
            self.profile.with_user(self.manager).action_unlink_person()
        self.assertEqual(self.profile.partner_id, self.person)

    def test_assigning_again_keeps_what_was_said(self):
        form = self.open(self.twist.action_assign_person())
        self.assertEqual((form.lawful_basis, form.purpose), ("consent", "Repairs"))
        form.save().action_assign()
        self.assertEqual(self.profile.lawful_basis, "consent")


@tagged("post_install", "-at_install")
class TestUnlinkAfterAnswer(MailChannelCase):
    def test_an_answer_that_waits_is_still_sent(self):
        mail = compose(self.address, From=f"Ana <{self.customer}>")
        twist = self.receive(mail).with_user(self.agent)
        twist.action_next_phase()
        person = self.env["res.partner"].create({"name": "Ana"})
        twist.assign_person(person, "contract")
        twist.respond("<p>Thank you</p>")
        twist.profile_id.action_unlink_person()
        self.work()
        [raw] = mails_of(self.customer)
        self.assertIn(b"Thank you", raw)
        with self.assertRaisesRegex(UserError, "[Pp]erson"):
            twist.respond("<p>Once more</p>")


@tagged("post_install", "-at_install")
class TestMergePersons(ChangeCase):
    def merge(self, *persons, into, user=None):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        ids = [person.id for person in persons]
        wizard = wizard.with_user(user or self.env.user).create(
            {
                "state": "selection",
                "partner_ids": [(6, 0, ids)],
                "dst_partner_id": into.id,
            }
        )
        wizard.action_merge()
        self.env.flush_all()

    def test_both_persons_profiles_belong_to_the_kept_one(self):
        kept = self.person_with(name="Anna")
        other = self.author("Bea")
        other.assign_person(kept, "legitimate", "Advice")
        self.merge(self.person, kept, into=kept)
        self.assertFalse(self.person.exists())
        profiles = self.profile | other.sudo()
        self.assertEqual(kept.social_profile_ids, profiles)
        self.assertEqual(profiles.partner_id, kept)
        self.assertEqual(profiles.mapped("lawful_basis"), ["consent", "legitimate"])
        self.assertEqual(profiles.mapped("purpose"), ["Repairs", "Advice"])
        for twist in profiles.twist_ids:
            self.assertEqual(self.stored(twist), kept.id)
            self.assertEqual(twist.partner_id, kept)
            self.assertEqual(twist.message_ids_social.partner_id, kept)
        self.assertEqual((kept.social_profile_count, kept.social_twist_count), (2, 2))

    def test_by_somebody_without_rights_in_the_inbox(self):
        email = "ana@customer.example"
        self.person.email = email
        kept = self.person_with(name="Anna", email=email)
        self.merge(self.person, kept, into=kept, user=self.manager)
        self.assertEqual(self.stored(self.twist), kept.id)
        self.assertEqual(self.profile.partner_id, kept)

    def test_it_is_logged_on_the_profile(self):
        kept = self.person_with(name="Anna")
        self.merge(self.person, kept, into=kept)
        texts = [text for _author, text in self.log(self.profile)]
        self.assertIn("The contact Ana was merged into Anna.", texts)

    def test_later_messages_follow_too(self):
        kept = self.person_with(name="Anna")
        self.merge(self.person, kept, into=kept)
        mail = compose("support@shop.example", From=f"Ana <{self.profile.handle}>")
        self.assertEqual(self.stored(self.arrive(mail)), kept.id)

    def test_a_contact_of_another_company_takes_no_profile(self):
        company = self.env["res.company"].create({"name": "Other"})
        kept = self.person_with(name="Anna", company_id=company.id)
        self.merge(self.person, kept, into=kept)
        self.assertForgotten(self.profile)
        self.assertFalse(self.stored(self.twist))

    def test_contacts_without_profiles_are_merged_as_ever(self):
        one, two = self.person_with(name="One"), self.person_with(name="Two")
        self.merge(one, two, into=two)
        self.assertFalse(one.exists())
        self.assertEqual(self.stored(self.twist), self.person.id)


@tagged("post_install", "-at_install")
class TestContactsGo(ChangeCase):
    def test_deletion_frees_the_profiles(self):
        other = self.author("Bea")
        other.assign_person(self.person, "legitimate", "Advice")
        self.flush_tracking()
        self.person.with_user(self.manager).unlink()
        for profile in self.profile | other.sudo():
            self.assertForgotten(profile)
            self.assertFalse(self.stored(profile.twist_ids))
            author, text = self.log(profile)[0]
            self.assertEqual(author, self.manager.partner_id)
            self.assertIn("The person was deleted", text)

    def test_a_refused_deletion_changes_nothing(self):
        user = self.agent
        self.twist.assign_person(user.partner_id, "consent")
        self.env.flush_all()
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            user.partner_id.unlink()
        self.env.invalidate_all()
        self.assertEqual(self.profile.partner_id, user.partner_id)
        self.assertEqual(self.profile.lawful_basis, "consent")

    def test_archiving_keeps_the_link_and_suggests_no_more(self):
        self.person.email = self.profile.handle
        self.person.action_archive()
        self.assertEqual(self.stored(self.twist), self.person.id)
        self.assertEqual(self.profile.lawful_basis, "consent")
        self.assertFalse(self.suggested(self.profile.with_user(self.agent)))
        form = self.open(self.twist.action_assign_person())
        self.assertEqual(form.current_partner_id, self.person)


@tagged("post_install", "-at_install")
class TestPersonForm(ChangeCase):
    def test_smart_buttons_count_and_open(self):
        other = self.author("Bea")
        other.assign_person(self.person, "contract")
        stranger = self.author("Xaver")
        person = self.person.with_user(self.agent)
        self.assertEqual(
            (person.social_profile_count, person.social_twist_count), (2, 2)
        )
        for method, expected in (
            ("action_view_social_profiles", self.profile | other.sudo()),
            ("action_view_social_twists", self.twist | other.twist_ids),
        ):
            action = getattr(person, method)()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, expected.sudo())
        self.assertFalse(stranger.partner_id)

    def test_others_see_no_buttons(self):
        view = self.person.with_user(self.manager).get_view(view_type="form")
        self.assertNotIn("social_twist_count", view["arch"])
        view = self.person.with_user(self.agent).get_view(view_type="form")
        self.assertIn("social_twist_count", view["arch"])
