"""What each phase allows a person to do, and what its refusal says to do first."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ArrivalCase

PHASES = ("listen", "understand", "engage", "process", "feedback", "closed")
MOVES = {
    "listen": {"understand", "closed"},
    "understand": {"listen", "engage", "closed"},
    "engage": {"understand", "closed"},
    "process": {"engage", "closed"},
    "feedback": {"process", "closed"},
}
REASONS = {
    ("engage", "process"): "when a ticket or an idea is created",
    ("process", "feedback"): "when feedback is written on its ticket",
}
SKIPPED = "Move it phase by phase, or close it"
ASSIGN = {"understand", "engage", "process", "feedback", "closed"}
RESPOND = {"understand", "engage", "process", "feedback"}


@tagged("post_install", "-at_install")
class TestPhases(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twist = cls.twist_in("listen")
        cls.person = cls.env["res.partner"].create({"name": "Ana"})

    def as_agent(self, phase, closed_from=False):
        self.put(self.twist, phase, closed_from)
        return self.twist.with_user(self.agent)

    def assertMove(self, origin, target, allowed):
        twist = self.as_agent(origin)
        if allowed:
            twist.write({"phase": target})
            self.assertEqual(twist.phase, target)
            return
        reason = REASONS.get((origin, target), SKIPPED)
        with self.assertRaisesRegex(UserError, reason):
            twist.write({"phase": target})
        self.assertEqual(twist.phase, origin)

    def test_every_move_of_an_open_twist(self):
        for origin, allowed in MOVES.items():
            for target in set(PHASES) - {origin}:
                with self.subTest(origin=origin, target=target):
                    self.assertMove(origin, target, target in allowed)

    def test_a_closed_twist_returns_only_to_where_it_was(self):
        for origin in MOVES:
            for target in MOVES:
                with self.subTest(origin=origin, target=target):
                    twist = self.as_agent(origin)
                    twist.action_close()
                    self.assertFalse(twist.is_open)
                    if target != origin:
                        with self.assertRaisesRegex(UserError, SKIPPED):
                            twist.write({"phase": target})
                        continue
                    twist.write({"phase": target})
                    self.assertTrue(twist.is_open)
                    self.assertFalse(twist.closed_from)

    def test_closed_without_an_origin_returns_to_listen(self):
        twist = self.as_agent("closed")
        with self.assertRaises(UserError):
            twist.write({"phase": "engage"})
        twist.action_previous_phase()
        self.assertEqual(twist.phase, "listen")

    def test_next_phase(self):
        for origin, target in (
            ("listen", "understand"),
            ("understand", "engage"),
            ("feedback", "closed"),
        ):
            with self.subTest(origin=origin):
                twist = self.as_agent(origin)
                twist.action_next_phase()
                self.assertEqual(twist.phase, target)

    def test_next_phase_by_others_means(self):
        for origin, reason in (
            ("engage", "ticket or an idea is created"),
            ("process", "feedback is written"),
            ("closed", "Closed is the last phase"),
        ):
            with (
                self.subTest(origin=origin),
                self.assertRaisesRegex(UserError, reason),
            ):
                self.as_agent(origin).action_next_phase()

    def test_previous_phase(self):
        for target, origin in zip(PHASES[:4], PHASES[1:5], strict=True):
            with self.subTest(origin=origin):
                twist = self.as_agent(origin)
                twist.action_previous_phase()
                self.assertEqual(twist.phase, target)
        with self.assertRaisesRegex(UserError, "Listen is the first phase"):
            self.as_agent("listen").action_previous_phase()

    def test_close_keeps_each_origin(self):
        twists = self.env["social.twist"]
        for phase in PHASES:
            twists |= self.twist_in(phase)
        self.put(twists[5], "closed", "feedback")
        for close in (
            lambda: twists.with_user(self.agent).action_close(),
            lambda: twists.with_user(self.agent).write({"phase": "closed"}),
        ):
            for phase, twist in zip(PHASES[:5], twists, strict=False):
                self.put(twist, phase)
            close()
            self.assertEqual(set(twists.mapped("phase")), {"closed"})
            origins = [twist.closed_from for twist in twists]
            self.assertEqual(origins, [*PHASES[:5], "feedback"])
        twists.with_user(self.agent).action_previous_phase()
        phases = [twist.phase for twist in twists]
        self.assertEqual(phases, [*PHASES[:5], "feedback"])

    def test_bulk_move_refuses_all_when_one_is_refused(self):
        first, second = self.twist_in("listen"), self.twist_in("process")
        with self.assertRaisesRegex(UserError, SKIPPED):
            (first | second).with_user(self.agent).write({"phase": "understand"})
        self.assertEqual((first.phase, second.phase), ("listen", "process"))

    def test_assign_person(self):
        for phase in PHASES:
            with self.subTest(phase=phase):
                twist = self.as_agent(phase)
                twist.profile_id.sudo().partner_id = False
                if phase not in ASSIGN:
                    for call in (
                        twist.action_assign_person,
                        lambda twist=twist: twist.assign_person(self.person, "consent"),
                    ):
                        with self.assertRaisesRegex(UserError, "Understand first"):
                            call()
                    continue
                action = twist.action_assign_person()
                self.assertEqual(action["res_model"], "social.assign.person")
                twist.assign_person(self.person, "consent", "Answer")
                self.assertEqual(twist.partner_id, self.person)

    def test_respond(self):
        self.twist.profile_id._assign_person(self.person, "contract")
        for phase in PHASES:
            with self.subTest(phase=phase):
                twist = self.as_agent(phase)
                if phase in RESPOND:
                    action = twist.action_respond()
                    self.assertEqual(action["res_model"], "social.respond")
                    self.assertEqual(twist.respond("<p>Yes</p>").state, "queued")
                    continue
                first = "Understand" if phase == "listen" else "Move it back"
                for call in (
                    twist.action_respond,
                    lambda twist=twist: twist.respond("<p>Yes</p>"),
                ):
                    with self.assertRaisesRegex(UserError, first):
                        call()

    def test_respond_needs_a_connected_channel(self):
        self.twist.profile_id._assign_person(self.person, "contract")
        twist = self.as_agent("engage")
        self.channel.state = "broken"
        with self.assertRaisesRegex(UserError, "Ask an administrator to connect"):
            twist.respond("<p>Yes</p>")

    def test_reading_and_spam_in_every_phase(self):
        for phase in PHASES:
            with self.subTest(phase=phase):
                twist = self.as_agent(phase)
                twist.action_mark_unread()
                self.assertEqual(twist.unread_count, 1)
                twist.action_mark_read()
                self.assertEqual(twist.unread_count, 0)
                twist.action_spam()
                self.assertEqual((twist.is_spam, twist.is_open), (True, False))
                twist.action_not_spam()
                self.assertEqual(twist.is_open, phase != "closed")
                self.assertEqual(twist.phase, phase)

    def test_the_context_opens_no_way_around(self):
        twist = self.as_agent("listen").with_context(social_inbox_by_system=True)
        with self.assertRaisesRegex(UserError, SKIPPED):
            twist.write({"phase": "feedback"})

    def test_what_the_system_keeps_is_not_written_by_hand(self):
        twist = self.as_agent("closed")
        for values in (
            {"closed_from": "feedback"},
            {"partner_id": self.person.id},
            {"profile_id": False},
            {"unread_count": 7},
            {"is_spam": True},
            {"thread_id": "other"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                twist.write(values)
        twist.write({"name": "Other", "priority": "1", "user_id": self.agent.id})
        self.assertEqual(twist.name, "Other")

    def test_a_move_is_tracked(self):
        twist = self.as_agent("listen")
        twist.action_next_phase()
        self.env.flush_all()
        self.cr.precommit.run()
        tracked = twist.message_ids.sudo().tracking_value_ids
        self.assertIn(
            ("Listen", "Understand"),
            [(one.old_value_char, one.new_value_char) for one in tracked],
        )
