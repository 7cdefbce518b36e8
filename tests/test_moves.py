"""Moves from phase to phase: what is noted, undone, and said of many at once."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ArrivalCase, compose


class MoveCase(ArrivalCase):
    def as_agent(self, phase, closed_from=False):
        twist = self.twist_in("listen")
        self.put(twist, phase, closed_from)
        return twist.with_user(self.agent)

    def moves(self, twist):
        """What the timeline says, oldest first, without how it came to its phase."""
        self.env.invalidate_all()
        moves = twist.move_ids.filtered(lambda move: move.user_id)
        return [(one.from_phase, one.to_phase, one.cause) for one in moves[::-1]]


@tagged("post_install", "-at_install")
class TestMoves(MoveCase):
    def test_an_arrival_is_the_first_row(self):
        twist = self.twist_in("listen")
        [move] = twist.move_ids
        self.assertEqual(
            (move.from_phase, move.to_phase, move.cause), (False, "listen", "arrival")
        )
        self.assertFalse(move.user_id)
        self.assertEqual(move.date, twist.phase_since)

    def test_each_move_is_noted(self):
        twist = self.as_agent("listen")
        twist.action_next_phase()
        twist.action_next_phase()
        twist.action_previous_phase()
        twist.action_close()
        twist.action_previous_phase()
        self.assertEqual(
            self.moves(twist),
            [
                ("listen", "understand", "hand"),
                ("understand", "engage", "hand"),
                ("engage", "understand", "hand"),
                ("understand", "closed", "hand"),
                ("closed", "understand", "hand"),
            ],
        )
        back = [move.is_back for move in twist.move_ids[::-1] if move.user_id]
        self.assertEqual(back, [False, False, True, False, False])
        self.assertEqual(twist.move_ids[0].user_id, self.agent)

    def test_a_move_by_the_status_bar_is_noted_too(self):
        twist = self.as_agent("listen")
        twist.write({"phase": "understand", "priority": "1"})
        self.assertEqual(self.moves(twist), [("listen", "understand", "hand")])
        self.assertEqual(twist.priority, "1")

    def test_the_time_in_the_phase_left(self):
        twist = self.as_agent("understand")
        since = fields.Datetime.now() - timedelta(hours=26)
        twist.sudo().phase_since = since
        twist.action_next_phase()
        move = twist.move_ids[0]
        self.assertAlmostEqual(move.seconds, 26 * 3600, delta=60)
        self.assertEqual(move.duration, "26 hours")
        self.assertGreaterEqual(twist.phase_since, since + timedelta(hours=26))
        french = move.with_context(lang="fr_FR")
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(french.duration, "26\N{NO-BREAK SPACE}heures")

    def test_a_button_pressed_late_moves_nothing(self):
        twist = self.as_agent("listen")
        button = {"social_inbox_from": "listen"}
        twist.with_context(**button).action_next_phase()
        other = twist.with_user(self.supervisor).with_context(**button)
        result = other.action_next_phase()["params"]
        self.assertEqual(result["message"], "It is in Understand already")
        self.assertFalse(result["undo"])
        self.assertEqual(twist.phase, "understand")

    def test_a_phase_that_is_none(self):
        twist = self.as_agent("listen")
        for phase in ("nowhere", False):
            with self.assertRaisesRegex(UserError, "no such phase"):
                twist.write({"phase": phase})

    def test_a_move_carries_no_other_right(self):
        """What is written with a phase is written by the caller's rights."""
        twist, other = self.as_agent("listen"), self.as_agent("understand")
        ticket = self.env["helpdesk.ticket"].create({"name": "x", "description": "x"})
        note = ticket.message_post(body="True")
        row = other.move_ids[0]
        for phase in ("understand", "listen"):
            for values in (
                {"message_ids": [Command.update(note.id, {"body": "A lie"})]},
                {"move_ids": [Command.update(row.id, {"user_id": self.agent.id})]},
                {"move_ids": [Command.delete(row.id)]},
                {"partner_id": 1},
            ):
                with (
                    self.subTest(phase=phase, values=values),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    twist.write({"phase": phase, **values})
        self.env.invalidate_all()
        self.assertTrue(row.exists())
        self.assertIn("True", note.body)
        self.assertEqual(twist.phase, "listen")

    def test_no_row_where_nothing_moves(self):
        twist = self.as_agent("listen")
        twist.write({"phase": "listen"})
        self.assertFalse(self.moves(twist))

    def test_a_reply_reopens_and_that_is_noted(self):
        raw = compose("support@shop.example", Message_ID="<first@customer.example>")
        twist = self.arrive(raw)
        twist.with_user(self.agent).action_close()
        twist.phase_since = fields.Datetime.now() - timedelta(days=2)
        reply = compose("support@shop.example", In_Reply_To="<first@customer.example>")
        self.assertEqual(self.arrive(reply), twist)
        self.assertEqual((twist.phase, twist.unread_count), ("listen", 2))
        move = twist.move_ids[0]
        self.assertEqual(
            (move.from_phase, move.to_phase, move.cause), ("closed", "listen", "reply")
        )
        self.assertAlmostEqual(move.seconds, 2 * 86400, delta=60)
        self.assertFalse(move.is_back)
        self.assertAlmostEqual(
            twist.phase_since, fields.Datetime.now(), delta=timedelta(minutes=1)
        )

    def test_only_the_reason_and_only_of_ones_own(self):
        twist = self.as_agent("listen")
        twist.action_next_phase()
        move = twist.move_ids[0]
        twist.write({"move_ids": [(1, move.id, {"reason": "Not for us"})]})
        self.assertEqual(move.reason, "Not for us")
        for values in ({"seconds": 1}, {"cause": "ticket"}, {"reason": "x", "date": 0}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                move.write(values)
        other = move.with_user(self.supervisor)
        with self.assertRaisesRegex(AccessError, "whoever made the move"):
            other.reason = "mine"
        with self.assertRaises(AccessError):
            move.unlink()
        with self.assertRaises(AccessError):
            move.copy()


@tagged("post_install", "-at_install")
class TestUndo(MoveCase):
    def undo(self, result, user=None):
        undo = result["params"]["undo"]
        records = self.env[undo["model"]].with_user(user or self.agent)
        return getattr(records.browse(undo["ids"]), undo["method"])()

    def test_undo_of_each_kind_of_move(self):
        for phase, act in (
            ("listen", "action_next_phase"),
            ("understand", "action_next_phase"),
            ("engage", "action_previous_phase"),
            ("process", "action_previous_phase"),
            ("feedback", "action_previous_phase"),
            ("feedback", "action_next_phase"),
            ("process", "action_close"),
        ):
            with self.subTest(phase=phase, act=act):
                twist = self.as_agent(phase)
                result = getattr(twist, act)()
                self.assertNotEqual(twist.phase, phase)
                self.assertEqual(self.undo(result)["params"]["message"], "1 undone")
                self.assertEqual((twist.phase, twist.closed_from), (phase, False))

    def test_undo_of_reopening_closes_again_from_the_same_phase(self):
        twist = self.as_agent("closed", "feedback")
        self.undo(twist.action_previous_phase())
        self.assertEqual((twist.phase, twist.closed_from), ("closed", "feedback"))
        self.assertFalse(twist.is_open)

    def test_the_time_in_the_phase_goes_on(self):
        twist = self.as_agent("understand")
        since = fields.Datetime.now() - timedelta(hours=5)
        twist.sudo().phase_since = since
        self.undo(twist.action_next_phase())
        self.assertAlmostEqual(twist.phase_since, since, delta=timedelta(seconds=2))
        undoing, undone = twist.move_ids[:2]
        self.assertEqual((undoing.cause, undone.cause), ("undo", "hand"))
        self.assertTrue(undoing.is_undone and undone.is_undone)

    def test_what_is_not_undone_and_why(self):
        twist = self.as_agent("listen")
        result = twist.action_next_phase()
        answer = self.undo(result, self.supervisor)["params"]
        self.assertIn("only moves made by yourself", answer["message"])
        self.assertEqual(answer["type"], "warning")
        twist.action_next_phase()
        self.assertIn("moved again since", self.undo(result)["params"]["message"])
        self.assertEqual(twist.phase, "engage")
        late = self.as_agent("listen")
        result = late.action_next_phase()
        for move in late.move_ids.sudo():
            move.date -= timedelta(hours=2)
        self.assertIn("more than an hour", self.undo(result)["params"]["message"])
        self.assertEqual(late.phase, "understand")

    def test_not_twice(self):
        twist = self.as_agent("listen")
        result = twist.action_next_phase()
        self.undo(result)
        self.assertIn("0 undone, 1 skipped", self.undo(result)["params"]["message"])
        self.assertEqual(twist.phase, "listen")

    def test_outsiders_undo_nothing(self):
        twist = self.as_agent("listen")
        result = twist.action_next_phase()
        outsider = new_test_user(self.env, "social_none", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.undo(result, outsider)


@tagged("post_install", "-at_install")
class TestBulk(MoveCase):
    def test_honest_results(self):
        twists = self.env["social.twist"].union(
            *(self.as_agent("understand") for _ in range(3)),
            *(self.as_agent("engage") for _ in range(2)),
            self.as_agent("closed"),
        )
        result = twists.action_next_phase()["params"]
        first, *reasons = result["message"].split("\n")
        self.assertEqual(first, "3 moved to Engage, 3 skipped:")
        self.assertRegex(reasons[0], r"when a ticket or an idea is created.* \(2\)$")
        self.assertEqual(reasons[1], "Closed is the last phase.")
        self.assertEqual(result["type"], "warning")
        self.assertEqual(len(result["undo"]["ids"]), 3)

    def test_each_to_its_own_next_phase(self):
        twists = self.as_agent("listen") | self.as_agent("understand")
        result = twists.action_next_phase()["params"]
        self.assertEqual(result["message"], "2 moved")
        self.assertEqual(result["type"], "success")
        self.assertEqual(twists.mapped("phase"), ["understand", "engage"])

    def test_back_and_close(self):
        twists = self.as_agent("listen") | self.as_agent("engage")
        result = twists.action_previous_phase()["params"]
        self.assertEqual(
            result["message"],
            "1 moved to Understand, 1 skipped:\nListen is the first phase.",
        )
        result = twists.action_close()["params"]
        self.assertEqual(result["message"], "2 moved to Closed")
        result = twists.action_close()["params"]
        self.assertRegex(result["message"], r"^0 moved, 2 skipped:\n.*already. \(2\)$")
        self.assertFalse(result["undo"])

    def test_one_refused_alone_is_an_error(self):
        with self.assertRaisesRegex(UserError, "closed already"):
            self.as_agent("closed").action_close()

    def test_undo_of_many(self):
        twists = self.as_agent("listen") | self.as_agent("listen")
        result = twists.action_next_phase()["params"]
        twists[0].action_next_phase()
        moves = self.env["social.phase.move"].with_user(self.agent)
        undone = moves.browse(result["undo"]["ids"]).action_undo()["params"]
        self.assertEqual(
            undone["message"],
            "1 undone, 1 skipped:\nthe twist was moved again since",
        )
        self.assertEqual(twists.mapped("phase"), ["engage", "listen"])

    def test_many_need_no_query_each(self):
        few = self.env["social.twist"].union(*(self.as_agent("listen") for _ in "12"))
        many = self.env["social.twist"].union(
            *(self.as_agent("listen") for _ in range(12))
        )
        counts = []
        for twists in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            twists.action_next_phase()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # creating moves and tracking cost a few statements per hundred, not each
        self.assertLess(counts[1] - counts[0], 10)
