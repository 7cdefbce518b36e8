"""Invitations to the community: who is invited, by which words, and how often."""

from datetime import timedelta
from unittest.mock import patch
from urllib.parse import quote

from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import file_open

from ..models.social_invitation import MASKED
from .common import ArrivalCase, MailChannelCase, compose, html_mail, mails_of

TEXT = "Hello {name}, come to {company}: {link} until {date}"
PHASES = ("listen", "understand", "engage", "process", "feedback", "closed")
INVITE = {"engage", "process", "feedback"}


class InvitationCase(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create({"name": "Ana Customer"})
        cls.twist = cls.twist_in("engage")
        cls.profile = cls.twist.profile_id
        cls.profile._assign_person(cls.person, "contract")

    def invite(self, twist=None, user=None, **values):
        twist = (twist or self.twist).with_user(user or self.agent)
        return twist.invite({"text": TEXT, **values})

    def later(self, **time):
        """Let time go by: every invitation is older."""
        for invitation in self.env["social.invitation"].sudo().search([]):
            for name in ("date", "expiry_date"):
                invitation[name] -= timedelta(**time)

    def kinds(self, profile=None):
        traces = (profile or self.profile).trace_ids
        return traces.sorted("id").mapped("kind")

    def assertRefused(self, regex, **values):
        with self.assertRaisesRegex(UserError, regex):
            self.invite(**values)


@tagged("post_install", "-at_install")
class TestInviting(InvitationCase):
    def test_each_phase(self):
        for phase in PHASES:
            with self.subTest(phase=phase):
                twist = self.twist_in(phase)
                twist.profile_id._assign_person(
                    self.env["res.partner"].create({"name": phase}), "contract"
                )
                if phase in INVITE:
                    action = twist.with_user(self.agent).action_invite()
                    self.assertEqual(action["res_model"], "social.invite")
                    self.assertEqual(self.invite(twist).state, "sent")
                    continue
                first = "Engage first" if phase != "closed" else "Move it back"
                agent = twist.with_user(self.agent)
                for call in (
                    agent.action_invite,
                    lambda agent=agent: agent.invite({"text": TEXT}),
                ):
                    with self.assertRaisesRegex(UserError, first):
                        call()
                self.assertFalse(twist.profile_id.opt_in)

    def test_an_assigned_person_comes_first(self):
        twist = self.twist_in("engage").with_user(self.agent)
        for call in (twist.action_invite, lambda: self.invite(twist)):
            with self.assertRaisesRegex(UserError, "Assign a person first"):
                call()

    def test_a_connected_channel_comes_first(self):
        self.channel.state = "broken"
        self.assertRefused("Ask an administrator to connect")

    def test_the_author_of_the_twist_is_invited(self):
        """Whoever wrote last; unless another message is chosen."""
        raw = compose(
            "support@shop.example",
            From="Eve <eve@customer.example>",
            In_Reply_To=f"<{self.twist.message_ids_social.external_id}>",
        )
        self.assertEqual(self.arrive(raw), self.twist)
        eves = self.twist.message_ids_social.filtered(
            lambda one: one.profile_id != self.profile
        )
        self.assertEqual(self.invite().profile_id, self.profile)
        eves.profile_id._assign_person(self.person.copy(), "contract")
        twist = self.twist.with_user(self.agent)
        self.assertEqual(
            twist.invite({"text": TEXT}, eves.id).profile_id, eves.profile_id
        )

    def test_not_in_public(self):
        self.twist.message_ids_social.sudo().visibility = "public"
        self.assertRefused("Invite Ana in a private message|private message")
        with self.assertRaisesRegex(UserError, "private message"):
            self.twist.with_user(self.agent).action_invite()

    def test_what_is_kept(self):
        invitation = self.invite(days=7)
        self.assertEqual(invitation.user_id, self.agent)
        self.assertEqual(invitation.partner_id, self.person)
        self.assertEqual(invitation.twist_id, self.twist)
        self.assertEqual((invitation.expiry_date - invitation.date).days, 7)
        self.assertEqual(self.profile.opt_in, "invited")
        self.assertEqual(self.twist.opt_in, "invited")
        self.assertTrue(self.profile.opt_in_date)
        self.assertEqual(self.kinds(), ["sent"])
        found = self.env["social.profile"].search([("opt_in", "=", "invited")])
        self.assertIn(self.profile, found)
        twists = self.env["social.twist"].search([("opt_in", "=", "invited")])
        self.assertIn(self.twist, twists)

    def test_no_link_is_kept_anywhere(self):
        """Neither in the invitation nor in its message, for nobody to read."""
        invitation = self.invite().sudo()
        token = invitation._path().rpartition("/")[2]
        self.assertEqual(len(token), 32)
        message = invitation.message_id
        kept = " ".join(map(str, invitation.read() + message.read()))
        for name in ("source_html", "body_cache"):
            kept += str(message[name])
        kept += " ".join(filter(None, (invitation.key, invitation.token_hash)))
        self.assertNotIn(token, kept)
        self.assertIn(MASKED, message.text)
        self.assertIn(MASKED, message.body)
        for name in ("key", "token_hash"):
            with self.assertRaises(AccessError):
                invitation.with_user(self.administrator).read([name])

    def test_the_message_that_leaves_holds_the_link(self):
        invitation = self.invite().sudo()
        reply = invitation.message_id._as_reply()
        link = invitation.get_base_url() + invitation._path()
        self.assertEqual(reply.text.count(link), 1)
        self.assertIn(f'href="{link}"', reply.body)
        self.assertNotIn("***", reply.text + reply.body)
        self.assertIn("Ana", reply.text)
        self.assertIn(self.env.company.name, reply.text)
        for placeholder in ("{name}", "{date}", "{company}", "{link}"):
            self.assertNotIn(placeholder, reply.text)

    def test_another_message_holds_no_link(self):
        answer = self.twist.with_user(self.agent).respond(f"<p>x {MASKED}</p>")
        self.assertIn(MASKED, answer.sudo()._as_reply().text)

    def test_a_customer_quotes_the_link(self):
        """As it came, or as a scanner of links rewrote it; nothing keeps it."""
        invitation = self.invite().sudo()
        token = invitation._path().rpartition("/")[2]
        link = invitation.get_base_url() + invitation._path()
        links = (link, quote(link, safe=""), quote(quote(link, safe=""), safe=""))
        text = "What is this: " + " ".join(links)
        mails = {
            "text": compose(
                "support@shop.example", f"{text}\n\n> {text}", Subject=f"Re: {link}"
            ),
            "html": html_mail(f'<a href="{link}">{text}</a>', Subject=f"Re: {link}"),
        }
        for kind, raw in mails.items():
            with self.subTest(kind=kind):
                message = self.arrive(raw).message_ids_social
                self.assertIn(MASKED, message.subject)
                names = ("source_html", "source_quote", "body", "quote", "preview")
                kept = str([message.sudo()[name] for name in names])
                kept += f"{message.text} {message.subject} {message.twist_id.name}"
                self.env.cr.execute(
                    "SELECT search_vector FROM social_twist WHERE id = %s",
                    message.twist_id.ids,
                )
                kept += str(self.env.cr.fetchone())
                self.assertIn("***", kept)
                self.assertNotIn(token, kept)

    def test_not_to_somebody_elses_address(self):
        """Who wrote for Ana would get an account in her name."""
        raw = compose(
            "support@shop.example",
            From="Ana <ana@customer.example>",
            Reply_To="Thief@Evil.example",
        )
        twist = self.arrive(raw)
        twist.profile_id._assign_person(self.person.copy(), "contract")
        self.put(twist, "engage")
        self.assertRefused("would go to thief@evil.example", twist=twist)
        twist.partner_id.email = "The Thief <thief@evil.example>"
        self.assertTrue(self.invite(twist))

    def test_blocked_authors(self):
        self.profile.with_user(self.agent).action_block()
        self.assertRefused("is blocked. Unblock the author")

    def test_the_link_must_stay_in_the_text(self):
        self.assertRefused("Put {link} back", text="Come and join us")
        self.assertRefused("Put {link} back", text="")
        self.assertFalse(self.profile.invitation_ids)

    def test_the_length_counts_the_real_link(self):
        limits = self.channel._limits()
        base = len(self.env["social.invitation"].get_base_url())
        exact = base + len("/social/invitation/") + 32
        for length, fits in ((exact, True), (exact - 1, False)):
            short = type(limits)(text_length=length)
            with self.subTest(length=length), self.patched(short):
                if fits:
                    invitation = self.invite(text="{link}")
                    reply = invitation.sudo().message_id._as_reply()
                    self.assertEqual(len(reply.text), exact)
                    invitation.message_id.with_user(self.agent).action_withdraw()
                else:
                    self.assertRefused("characters", text="{link}")

    def patched(self, limits):
        return patch.object(self.channel._connector_class(), "limits", limits)

    def test_days(self):
        for days in (0, -1, 366, "x", None, float("inf")):
            self.assertRefused("1 to 365", days=days)
        self.parameters.set_param("social_inbox.invitation_days", "30")
        invitation = self.invite()
        self.assertEqual((invitation.expiry_date - invitation.date).days, 30)
        values = {"user": self.supervisor, "reason": "Test", "days": "5"}
        invitation = self.invite(**values)
        self.assertEqual((invitation.expiry_date - invitation.date).days, 5)

    def test_markup_in_a_text_is_shown_as_such(self):
        invitation = self.invite(text="<script>x()</script> & {link}").sudo()
        self.assertNotIn("<script", invitation.message_id.source_html)
        self.assertIn("<script>x()</script> &", invitation.message_id.text)


@tagged("post_install", "-at_install")
class TestAgain(InvitationCase):
    """Nobody is asked twice."""

    def test_within_the_period(self):
        self.invite()
        self.assertRefused(r"invited on .* already \(Sent\)")
        with self.assertRaisesRegex(UserError, "A supervisor may"):
            self.twist.with_user(self.agent).action_invite()
        self.later(days=89)
        self.assertRefused("the next invitation is possible from")
        self.later(days=1)
        again = self.invite()
        self.assertEqual(
            self.profile.invitation_ids.sorted("id").mapped("state"),
            ["expired", "sent"],
        )
        self.assertEqual(self.profile.opt_in, "invited")
        self.assertEqual(again.state, "sent")

    def test_the_period_is_a_parameter(self):
        self.parameters.set_param("social_inbox.invitation_pause_days", "3")
        self.invite()
        self.later(days=4)
        self.assertTrue(self.invite())

    def test_all_profiles_of_a_person_count(self):
        self.invite()
        other = self.twist_in("engage")
        other.profile_id._assign_person(self.person, "contract")
        self.assertRefused("already", twist=other)

    def test_other_persons_do_not_count(self):
        self.invite()
        other = self.twist_in("engage")
        other.profile_id._assign_person(self.person.copy(), "contract")
        self.assertTrue(self.invite(other))

    def test_a_supervisor_says_why(self):
        first = self.invite()
        self.assertRefused("already", user=self.supervisor)
        self.assertRefused("already", reason="She asked for it.")
        second = self.invite(user=self.supervisor, reason="She asked for it.")
        self.assertEqual(second.override_reason, "She asked for it.")
        self.assertEqual((first.state, second.state), ("not_sent", "sent"))

    def test_a_sent_one_is_revoked_by_the_next(self):
        first = self.invite()
        first.sudo().message_id.state = "sent"
        self.invite(user=self.supervisor, reason="She asked for it.")
        self.assertEqual(first.state, "revoked")

    def test_declined(self):
        self.invite().sudo()._decline("No time")
        self.assertEqual(self.profile.opt_in, "declined")
        self.later(days=1000)
        self.assertRefused("declined an invitation on")
        self.assertRefused("declined", reason="She asked for it.")
        self.assertTrue(self.invite(user=self.supervisor, reason="She asked for it."))

    def test_declined_for_good(self):
        self.invite().sudo()._decline("No", is_final=True)
        values = {"reason": "She asked for it."}
        self.assertRefused("never to be invited", user=self.supervisor, **values)
        self.assertTrue(self.invite(user=self.administrator, **values))

    def test_who_has_joined(self):
        portal = new_test_user(self.env, "ana_portal", groups="base.group_portal")
        self.invite().sudo()._accept(portal, "logged_in")
        self.later(days=1000)
        for user in (self.agent, self.administrator):
            self.assertRefused("joined the community on", user=user, reason="Why not")

    def test_one_open_invitation_in_the_database_too(self):
        invitation = self.invite().sudo()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            invitation.copy({"token_hash": "other"}).flush_recordset()


@tagged("post_install", "-at_install")
class TestLife(InvitationCase):
    """What becomes of an invitation after it was written."""

    def test_a_withdrawn_answer_invites_nobody(self):
        invitation = self.invite()
        invitation.message_id.with_user(self.agent).action_withdraw()
        self.assertEqual(invitation.state, "not_sent")
        self.assertFalse(self.profile.opt_in)
        self.assertFalse(invitation.sudo()._is_usable())
        self.assertEqual(self.kinds(), ["sent", "not_sent"])
        self.assertTrue(self.invite())  # it counts for nothing

    def test_a_failed_answer_invites_nobody(self):
        invitation = self.invite()
        message = invitation.message_id.sudo()
        message._decide({"state": "failed", "error": "No such user"})
        self.assertEqual(invitation.state, "not_sent")

    def test_an_answer_of_unknown_fate_stays_an_invitation(self):
        invitation = self.invite()
        invitation.message_id.sudo()._decide({"state": "unknown"})
        self.assertEqual(invitation.state, "sent")
        invitation.message_id.with_user(self.agent).action_send_again()
        self.assertEqual(invitation.state, "sent")

    def test_send_again(self):
        invitation = self.invite()
        message = invitation.message_id.with_user(self.agent)
        message.action_withdraw()
        self.later(days=20)
        message.action_send_again()
        self.assertEqual(invitation.state, "sent")
        self.assertEqual((invitation.expiry_date - invitation.date).days, 14)
        self.assertTrue(invitation.sudo()._is_usable())

    def test_send_again_asks_what_inviting_asks(self):
        message = self.invite().message_id.with_user(self.agent)
        message.action_withdraw()
        self.invite()
        with self.assertRaisesRegex(UserError, "already"):
            message.action_send_again()

    def test_a_dead_link_is_not_sent_again(self):
        invitation = self.invite()
        message = invitation.message_id.with_user(self.agent)
        message.sudo()._decide({"state": "unknown"})
        invitation.with_user(self.agent).action_revoke()
        with self.assertRaisesRegex(UserError, "dead"):
            message.action_send_again()

    def test_edit_opens_an_invitation(self):
        message = self.invite().message_id.with_user(self.agent)
        message.action_withdraw()
        action = message.action_edit()
        self.assertEqual(action["res_model"], "social.invite")
        wizard = self.env["social.invite"].with_user(self.agent)
        wizard = wizard.with_context(**action["context"]).create({})
        self.assertIn("{link}", wizard.text)
        self.assertIn("Ana", wizard.text)
        wizard.action_invite()
        self.assertEqual(self.profile.opt_in, "invited")

    def test_revoke(self):
        invitation = self.invite()
        invitation.message_id.sudo().state = "sent"
        invitation.with_user(self.agent).action_revoke()
        self.assertEqual(invitation.state, "revoked")
        self.assertTrue(invitation.revoked_date)
        self.assertEqual(self.profile.opt_in, "revoked")
        with self.assertRaisesRegex(UserError, "nothing to revoke"):
            invitation.with_user(self.agent).action_revoke()

    def test_revoke_withdraws_what_has_not_left(self):
        invitation = self.invite()
        invitation.with_user(self.agent).action_revoke()
        self.assertEqual(invitation.message_id.state, "cancelled")
        self.assertEqual(invitation.state, "not_sent")

    def test_revoke_many_says_what_was_not(self):
        first = self.invite()
        first.sudo()._note("expired")
        other = self.twist_in("engage")
        other.profile_id._assign_person(self.person.copy(), "contract")
        both = (first | self.invite(other)).with_user(self.agent)
        result = both.action_revoke()["params"]
        self.assertIn("1 revoked, 1 skipped", result["message"])

    def declined(self):
        invitation = self.invite().sudo()
        invitation.message_id.state = "sent"
        invitation._decline("No time")
        return invitation

    def test_a_declined_link_can_be_revoked(self):
        """It would let in whoever changes their mind; the no stays a no."""
        invitation = self.declined()
        invitation.with_user(self.agent).action_revoke()
        self.assertFalse(invitation._is_usable())
        self.assertEqual((invitation.state, invitation.declined_count), ("declined", 1))
        self.assertEqual(self.kinds(), ["sent", "declined", "revoked"])
        with self.assertRaisesRegex(UserError, "nothing to revoke"):
            invitation.with_user(self.agent).action_revoke()
        self.later(days=1000)
        self.assertRefused("declined an invitation on")

    def test_a_declined_link_dies_when_the_profile_is_nobodys(self):
        invitation = self.declined()
        self.profile.with_user(self.agent).action_unlink_person()
        self.assertFalse(invitation._is_usable())

    def test_a_second_invitation_ends_the_declined_one(self):
        first = self.declined()
        second = self.invite(user=self.supervisor, reason="She asked for it.").sudo()
        self.assertEqual((first._is_usable(), second._is_usable()), (False, True))

    def test_one_success_ends_all_links_of_the_person(self):
        """Of two accounts only one joins for an author, by whatever profile."""
        first, other = self.declined(), self.twist_in("engage")
        person = self.person.copy()
        other.profile_id._assign_person(person, "contract")
        second = self.invite(other).sudo()
        other.profile_id._assign_person(self.person, "contract")
        users = [
            new_test_user(self.env, login, groups="base.group_portal")
            for login in ("ana_portal", "eve_portal")
        ]
        users[0].partner_id.parent_id = self.person
        second._accept(users[0], "")
        with self.assertRaisesRegex(UserError, "not valid any more"):
            first._accept(users[1], "")

    def test_never_again_is_the_persons_word(self):
        self.invite().sudo()._decline("No", is_final=True)
        self.profile.with_user(self.agent).action_unlink_person()
        other = self.twist_in("engage")
        other.profile_id._assign_person(self.person, "contract")
        self.assertRefused("never to be invited", twist=other)

    def test_an_expired_link_does_not_leave(self):
        invitation = self.invite()
        self.later(days=14)
        self.env["social.invitation"]._expire()
        self.assertEqual(invitation.state, "expired")
        self.assertEqual(invitation.message_id.state, "cancelled")
        message = invitation.message_id.with_user(self.agent)
        with self.assertRaisesRegex(UserError, "dead"):
            message.action_send_again()

    def test_expiry(self):
        invitation, other = self.invite(), self.twist_in("engage")
        other.profile_id._assign_person(self.person.copy(), "contract")
        fresh = self.invite(other, days=100)
        self.later(days=14)
        cron = self.env.ref("social_inbox.ir_cron_expire_invitations")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((invitation.state, fresh.state), ("expired", "sent"))
        self.assertEqual(self.profile.opt_in, "expired")
        self.assertEqual(self.kinds(), ["sent", "expired"])

    def test_expiry_is_a_constant_number_of_queries(self):
        twists = [self.twist_in("engage") for _ in range(6)]
        for twist in twists:
            twist.profile_id._assign_person(self.person.copy(), "contract")
        counts = []
        for some in (twists[:1], twists[1:]):
            for twist in some:
                self.invite(twist).sudo().message_id.state = "sent"
            self.later(days=400)
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.env["social.invitation"]._expire()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_who_is_nobodys_any_more_does_not_join(self):
        invitation = self.invite()
        invitation.message_id.sudo().state = "sent"
        self.profile.with_user(self.agent).action_unlink_person()
        self.assertEqual(invitation.state, "revoked")

    def test_funnel(self):
        portal = new_test_user(self.env, "ana_portal", groups="base.group_portal")
        self.invite().sudo()._accept(portal, "")
        other = self.twist_in("engage")
        other.profile_id._assign_person(self.person.copy(), "contract")
        self.invite(other).sudo()._note_opened()
        [row] = self.env["social.invitation"]._read_group(
            [("profile_id", "in", (self.profile | other.profile_id).ids)],
            [],
            ["__count", "opened_count:sum", "successful_count:sum", "conversion:avg"],
        )
        self.assertEqual(row, (2, 2, 1, 0.5))

    def test_trace_of_the_community(self):
        self.person._trace_community("Voted for Longer poles", self.env.company)
        trace = self.profile.trace_ids
        self.assertEqual(
            (trace.kind, trace.text), ("activity", "Voted for Longer poles")
        )
        self.assertEqual(trace.partner_id, self.person)

    def test_trace_of_another_companys_community(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.person._trace_community("Voted for Longer poles", other)
        self.assertFalse(self.profile.trace_ids)


@tagged("post_install", "-at_install")
class TestJoining(InvitationCase):
    """Whose profile it is after somebody joined."""

    def portal(self, login="ana_portal", **values):
        user = new_test_user(self.env, login, groups="base.group_portal")
        user.partner_id.write(values)
        return user

    def joined(self, user):
        invitation = self.invite().sudo()
        invitation._accept(user, "logged_in")
        self.assertEqual(invitation.state, "successful")
        self.assertEqual(invitation.partner_id, user.partner_id)
        self.assertEqual(self.profile.opt_in, "successful")
        self.assertTrue(invitation.opened_date)
        return invitation

    def test_the_same_person(self):
        user = self.portal()
        self.profile._assign_person(user.partner_id, "contract")
        self.joined(user)
        self.assertEqual(self.profile.partner_id, user.partner_id)
        self.assertEqual(self.profile.lawful_basis, "contract")
        self.assertFalse(self.twist.activity_ids)
        self.assertEqual(self.kinds(), ["sent", "logged_in", "successful"])

    def test_somebody_of_the_same_company(self):
        firm = self.env["res.partner"].create({"name": "Tents", "is_company": True})
        self.person.parent_id = firm
        self.joined(self.portal(parent_id=firm.id))
        self.assertEqual(self.profile.partner_id, self.person)

    def test_somebody_else(self):
        """The account wins; the agent compares; nothing is merged."""
        user = self.portal()
        self.joined(user)
        self.assertEqual(self.profile.partner_id, user.partner_id)
        self.assertEqual(self.profile.lawful_basis, "consent")
        self.assertEqual(self.twist.partner_id, user.partner_id)
        activity = self.twist.activity_ids
        self.assertEqual(activity.user_id, self.agent)
        self.assertIn("Ana Customer", activity.note)
        self.assertTrue(self.person.exists().active)

    def test_nobody_yet(self):
        invitation = self.invite().sudo()
        self.profile.sudo().with_context(tracking_disable=True).partner_id = False
        invitation.write({"state": "sent"})
        user = self.portal()
        invitation._accept(user, "")
        self.assertEqual(self.profile.partner_id, user.partner_id)
        self.assertEqual(self.profile.lawful_basis, "consent")

    def test_not_twice(self):
        invitation = self.joined(self.portal())
        with self.assertRaisesRegex(UserError, "not valid any more"):
            invitation._accept(self.portal("eve_portal"), "")

    def test_not_when_it_is_over(self):
        user = self.portal()
        for state in ("revoked", "expired", "not_sent"):
            invitation = self.invite(user=self.administrator, reason="Test").sudo()
            invitation._note(state)
            with self.assertRaisesRegex(UserError, "not valid any more"):
                invitation._accept(user, "")
        late = self.invite(user=self.administrator, reason="Test").sudo()
        self.later(days=15)
        with self.assertRaisesRegex(UserError, "not valid any more"):
            late._accept(user, "")

    def test_who_declined_may_change_their_mind(self):
        invitation = self.invite().sudo()
        invitation._decline("No time")
        with self.assertRaisesRegex(UserError, "said no already"):
            invitation._decline()
        invitation._accept(self.portal(), "")
        self.assertEqual(self.profile.opt_in, "successful")

    def test_a_colleague_does_not_join_for_a_customer(self):
        invitation = self.invite().sudo()
        with self.assertRaisesRegex(UserError, "colleague"):
            invitation._accept(self.supervisor, "")
        self.profile._assign_person(self.supervisor.partner_id, "consent")
        invitation._accept(self.supervisor, "")
        self.assertEqual(invitation.state, "successful")

    def test_an_account_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        user = new_test_user(
            self.env,
            "foreign_portal",
            groups="base.group_portal",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        user.partner_id.company_id = other
        with self.assertRaisesRegex(UserError, "another company"):
            self.invite().sudo()._accept(user, "")

    def test_the_company_that_invites_lets_the_account_in(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        user = new_test_user(
            self.env,
            "foreign_portal",
            groups="base.group_portal",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        user.partner_id.company_id = False
        self.joined(user)
        self.assertIn(self.env.company, user.company_ids)

    def test_no_sign_up_where_there_is_an_account(self):
        """A token would let whoever has the link change its password."""
        invitation = self.invite().sudo()
        self.assertTrue(invitation._sign_up_token())
        user = new_test_user(
            self.env, "ana_own", groups="base.group_portal", partner_id=self.person.id
        )
        self.assertFalse(invitation._sign_up_token())
        user.active = False
        self.assertFalse(invitation._sign_up_token())


@tagged("post_install", "-at_install")
class TestWizard(InvitationCase):
    def open(self, records, user=None):
        action = records.with_user(user or self.agent).action_invite()
        wizard = self.env[action["res_model"]].with_user(user or self.agent)
        return Form(wizard.with_context(**action["context"]))

    def test_one(self):
        with self.open(self.twist) as form:
            self.assertIn("{link}", form.text)
            self.assertEqual(form.days, 14)
            self.assertIn("Ana", form.preview)
            self.assertIn(MASKED, form.preview)
            self.assertNotIn("{", form.preview)
            form.text = "Come, {name}: {link}"
            self.assertIn("Come, Ana", form.preview)
        form.record.action_invite()
        message = self.profile.invitation_ids.message_id
        self.assertEqual(message.subject, "Re: A question")
        self.assertIn("Come, Ana", message.text)

    def test_the_count_is_of_the_text_that_leaves(self):
        form = self.open(self.twist)
        form.text = "{link}"
        form.save().action_invite()
        message = self.profile.invitation_ids.message_id.sudo()
        self.assertEqual(form.character_count, len(message._as_reply().text))

    def test_from_a_profile(self):
        with self.open(self.profile) as form:
            pass
        form.record.action_invite()
        self.assertEqual(self.profile.opt_in, "invited")

    def test_from_a_profile_through_a_twist_that_allows_it(self):
        raw = compose("support@shop.example", From=f"Ana <{self.profile.handle}>")
        newer = self.arrive(raw)
        self.assertEqual((newer.profile_id, newer.phase), (self.profile, "listen"))
        self.open(self.profile).save().action_invite()
        self.assertEqual(self.profile.invitation_ids.twist_id, self.twist)

    def test_a_supervisor_is_asked_for_the_reason(self):
        self.invite()
        form = self.open(self.twist, self.supervisor)
        self.assertIn("already", form.refusal)
        with self.assertRaises(AssertionError):
            form.save()
        form.reason = "She asked for it."
        form.save().action_invite()
        invitation = self.profile.invitation_ids.sorted("id")[-1]
        self.assertEqual(invitation.override_reason, "She asked for it.")

    def many(self):
        """Twists of authors who can be invited, were, are nobody's, are in Listen."""
        twists = self.twist | self.twist_in("engage") | self.twist_in("feedback")
        twists |= self.twist_in("listen") | self.twist_in("process")
        for twist in twists - twists[2] - self.twist:
            twist.profile_id._assign_person(self.person.copy(), "contract")
        self.invite(twists[1])
        return twists

    def test_many(self):
        twists = self.many()
        form = self.open(twists)
        self.assertIn("2 of 5", form.summary)
        self.assertIn("Engage first", form.summary)
        result = form.save().action_invite()["params"]
        self.assertIn("2 invited, 3 skipped", result["message"])
        for reason in (
            "invited less than 90 days ago",
            "no person is assigned yet",
            "Engage first",
        ):
            self.assertIn(reason, result["message"])
            self.assertIn(reason, form.summary)
        self.assertEqual(
            [twist.opt_in for twist in twists],
            ["invited", "invited", False, False, "invited"],
        )

    def test_many_leave_one_by_one_and_are_taken_back_together(self):
        self.parameters.set_param("social_inbox.undo_seconds", "60")
        self.parameters.set_param("social_inbox.bulk_interval_seconds", "5")
        twists = self.many()
        before = self.env["social.invitation"].search([])
        undo = self.open(twists).save().action_invite()["params"]["undo"]
        answers = self.env[undo["model"]].browse(undo["ids"]).with_user(self.agent)
        self.assertEqual(len(answers), 2)
        first, second = answers.sudo().sorted("not_before").mapped("not_before")
        self.assertEqual((second - first).total_seconds(), 5)
        getattr(answers, undo["method"])()
        invitations = self.env["social.invitation"].search([]) - before
        self.assertEqual(set(invitations.mapped("state")), {"not_sent"})
        self.assertFalse(self.profile.opt_in)

    def test_many_profiles(self):
        profiles = self.many().profile_id
        result = self.open(profiles).save().action_invite()["params"]
        self.assertIn("2 invited, 3 skipped", result["message"])

    def test_one_author_of_many_twists_is_invited_once(self):
        raw = compose("support@shop.example", From=f"Ana <{self.profile.handle}>")
        other = self.arrive(raw)
        self.put(other, "engage")
        result = self.open(self.twist | other).save().action_invite()["params"]
        self.assertIn("1 invited, 1 skipped", result["message"])

    def test_each_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        wizard = self.env["social.invite"].with_user(self.agent)
        message = self.twist.message_ids_social
        self.person.lang = "fr_FR"
        self.assertEqual(message._language_of_author(), "fr_FR")
        self.person.lang = False
        message.sudo().language = "fr-CA"
        self.assertEqual(message._language_of_author(), "fr_FR")
        message.sudo().language = "xx"
        self.assertEqual(message._language_of_author(), "en_US")
        self.assertIn("{link}", wizard._proposed(message))

    def test_nothing_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        channel = self.new_offline_channel("Foreign", company_id=other.id)
        twist = self.twist_in("engage", channel)
        [message] = twist.message_ids_social
        wizard = self.env["social.invite"].with_user(self.agent)
        values = {"message_ids": [Command.set(message.ids)]}
        for name, spec in {
            "recipient": {},
            "summary": {},
            "preview": {},
            "message_id": {"fields": {"display_name": {}}},
        }.items():
            with self.subTest(name=name):
                with self.assertRaises(AccessError):
                    wizard.create(values).read([name])
                spec = {"message_ids": {}, name: spec}
                with self.assertRaises(AccessError):
                    wizard.onchange(values, ["message_ids"], spec)
        with self.assertRaises(AccessError):
            twist.with_user(self.agent).action_invite()
        with self.assertRaises(AccessError):
            self.invite(twist)


@tagged("post_install", "-at_install")
class TestPrivacy(InvitationCase):
    def test_found_by_privacy_lookup(self):
        self.person.email = "ana@customer.example"
        invitation = self.invite()
        if "privacy.lookup.wizard" not in self.env:
            self.skipTest("privacy_lookup is not installed")
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "Ana Customer", "email": "ana@customer.example"}
        )
        wizard.action_lookup()
        found = {(line.res_model, line.res_id) for line in wizard.line_ids}
        self.assertIn(("social.invitation", invitation.id), found)
        self.assertIn(("social.community.trace", self.profile.trace_ids.id), found)

    def test_stored_links_to_the_person(self):
        """By them it is found."""
        for model in ("social.invitation", "social.community.trace"):
            self.assertTrue(self.env[model]._fields["partner_id"].store)

    def test_a_copied_database_knows_no_link(self):
        invitation = self.invite().sudo()
        token = invitation._path().rpartition("/")[2]
        self.assertEqual(invitation._find(token), invitation)
        self.parameters.set_param("database.secret", "another")
        self.assertFalse(invitation._find(token))

    def test_a_neutralised_database_knows_no_link(self):
        """Also one with the same secret."""
        invitation = self.invite().sudo()
        token = invitation._path().rpartition("/")[2]
        self.env.flush_all()
        with file_open("social_inbox/data/neutralize.sql") as file:
            self.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(invitation._find(token))
        self.assertEqual((invitation.state, self.profile.opt_in), ("revoked",) * 2)

    def test_nothing_of_another_company_either(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        foreign = new_test_user(
            self.env,
            "social_foreign",
            groups="social_inbox.group_social_inbox_administrator",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        invitation = self.invite()
        for record in (invitation, self.profile.trace_ids):
            self.assertNotIn(record, record.with_user(foreign).search([]))
            with self.assertRaises(AccessError):
                record.with_user(foreign).read(["partner_id"])
        with self.assertRaises(AccessError):
            invitation.with_user(foreign).action_revoke()
        self.assertEqual(invitation.state, "sent")

    def test_outsiders_use_no_public_method(self):
        invitation = self.invite()
        for group in ("base.group_portal", "base.group_user"):
            user = new_test_user(self.env, f"outside_{group[-4:]}", groups=group)
            twist, profile = self.twist.with_user(user), self.profile.with_user(user)
            for call in (
                twist.action_invite,
                lambda twist=twist: twist.invite({"text": TEXT}),
                profile.action_invite,
                invitation.with_user(user).action_revoke,
            ):
                with self.subTest(group=group), self.assertRaises(AccessError):
                    call()
        self.assertEqual(invitation.state, "sent")

    def test_nothing_is_written_by_hand(self):
        invitation = self.invite()
        for user in (self.agent, self.administrator):
            with self.assertRaises(AccessError):
                invitation.with_user(user).write({"state": "successful"})
            with self.assertRaises(AccessError):
                self.profile.with_user(user).write({"opt_in": "successful"})
            with self.assertRaises(AccessError):
                self.profile.trace_ids.with_user(user).write({"text": "x"})


@tagged("post_install", "-at_install")
class TestDelivery(MailChannelCase):
    """Over a real mailbox."""

    def setUp(self):
        super().setUp()
        mail = compose(
            self.address, From=f"Ana <{self.customer}>", Message_ID="<a@a.example>"
        )
        self.twist = self.receive(mail).with_user(self.agent)
        self.twist.action_next_phase()
        self.twist.assign_person(
            self.env["res.partner"].create({"name": "Ana"}), "contract"
        )
        self.twist.action_next_phase()

    def test_the_mail_holds_the_link(self):
        invitation = self.twist.invite({"text": TEXT})
        self.work()
        self.assertEqual(invitation.message_id.state, "sent")
        [raw] = mails_of(self.customer)
        path = invitation.sudo()._path().encode()
        self.assertEqual(raw.replace(b"=\r\n", b"").count(path), 3)
        self.assertNotIn(b"***", raw)

    def test_withdrawn_in_time(self):
        self.parameters.set_param("social_inbox.undo_seconds", "60")
        invitation = self.twist.invite({"text": TEXT})
        invitation.message_id.action_withdraw()
        self.work()
        self.assertEqual(mails_of(self.customer), [])
        self.assertEqual(invitation.state, "not_sent")
        self.assertLess(fields.Datetime.now(), invitation.expiry_date)
