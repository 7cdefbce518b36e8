"""Adding time in which somebody works, and measuring it."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..models.target_clock import (
    Plan,
    Turn,
    lines,
    measured,
    open_pieces,
)
from ..models.working_time import AlwaysOpen, WorkingTime

START = datetime(2026, 1, 1)
DAY, HOUR = 24 * 3600, 3600
seconds = st.integers(0, 30 * DAY)
spans = st.lists(st.tuples(seconds, st.integers(0, 2 * DAY)), max_size=20)
many = settings(max_examples=200, deadline=None)


def at(number):
    return START + timedelta(seconds=number)


def working(pairs):
    return WorkingTime([(at(one), at(one + length)) for one, length in pairs])


def brute(pairs, one, other):
    """Second by second, in the coarse."""
    return sum(
        any(start <= second < start + length for start, length in pairs)
        for second in range(one, other)
    )


@tagged("post_install", "-at_install")
class TestWorkingTime(BaseCase):
    @many
    @given(spans, seconds, st.integers(1, 10 * DAY))
    def test_what_is_added_is_measured(self, pairs, moment, length):
        clock = working(pairs)
        due = clock.after(at(moment), length)
        if due is None:
            worked = clock.between(at(moment), at(60 * DAY))
            self.assertLess(worked, length)
        else:
            self.assertEqual(clock.between(at(moment), due), length)

    @many
    @given(spans, seconds, st.integers(1, 10 * DAY))
    def test_never_due_while_closed(self, pairs, moment, length):
        due = working(pairs).after(at(moment), length)
        if due is not None:
            number = (due - START).total_seconds()
            open_ = [start < number <= start + length for start, length in pairs]
            self.assertTrue(any(open_))

    @many
    @given(spans, seconds, seconds, seconds)
    def test_parts_add_up(self, pairs, one, other, third):
        clock = working(pairs)
        one, other, third = map(at, sorted((one, other, third)))
        parts = clock.between(one, other) + clock.between(other, third)
        self.assertEqual(clock.between(one, third), parts)
        self.assertEqual(clock.between(third, one), 0)

    @settings(max_examples=50, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 90), st.integers(0, 30)), max_size=6),
        st.integers(0, 100),
        st.integers(0, 100),
    )
    def test_as_counted_one_by_one(self, pairs, one, other):
        found = working(pairs).between(at(one), at(other))
        self.assertEqual(found, brute(pairs, one, other))

    @many
    @given(seconds, st.integers(0, 10 * DAY))
    def test_day_and_night(self, moment, length):
        clock = AlwaysOpen()
        due = clock.after(at(moment), length)
        self.assertEqual(clock.between(at(moment), due), length)

    def test_an_end_of_day_of_odoo_is_midnight(self):
        midnight = datetime(2026, 1, 2)
        end = midnight - timedelta(microseconds=1)
        clock = WorkingTime([(START, end), (midnight, midnight + timedelta(hours=1))])
        self.assertEqual(clock.starts, clock.starts[:1])
        self.assertEqual(clock.between(START, at(2 * DAY)), 25 * HOUR)


@tagged("post_install", "-at_install")
class TestTargetClock(BaseCase):
    """A conversation's turns, in hours."""

    plans = {
        kind: Plan(number, 1, kind, length * HOUR, timedelta(minutes=30))
        for number, (kind, length) in enumerate(
            {"first": 2, "next": 3, "resolution": 10}.items(), start=1
        )
    }

    def lines(self, turns, pauses=(), now=0):
        hour = lambda number: number if number is None else at(number * HOUR)  # noqa: E731
        found = lines(
            [Turn(is_in, hour(date), 7) for is_in, date in turns],
            [(hour(one), hour(other)) for one, other in pauses],
            self.plans,
            AlwaysOpen(),
            hour(now),
        )
        return {(line.kind, line.turn): line for line in found}

    def test_nothing_came(self):
        self.assertFalse(self.lines([]))
        self.assertFalse(self.lines([(False, 0)]))

    def test_waiting_for_the_first_answer(self):
        found = self.lines([(True, 0)], now=1)
        first, resolution = found["first", 0], found["resolution", 0]
        self.assertEqual((first.state, first.due), ("running", at(2 * HOUR)))
        self.assertEqual(first.soon, at(1.5 * HOUR))
        self.assertEqual(first.left, HOUR)
        self.assertEqual(resolution.due, at(10 * HOUR))
        overdue = self.lines([(True, 0)], now=2)["first", 0]
        self.assertTrue(overdue.is_overdue)
        self.assertFalse(overdue.ended)

    def test_answered_in_time_and_late(self):
        for hours, state in ((2, "reached"), (2.5, "breached")):
            found = self.lines([(True, 0), (False, hours)], now=5)
            line = found["first", 0]
            self.assertEqual((line.state, line.user_id), (state, 7))
            self.assertEqual(line.ended, at(hours * HOUR))
            self.assertFalse(line.is_overdue)

    def test_resolution_stands_while_the_author_is_to_answer(self):
        turns = [(True, 0), (False, 1), (True, 20), (False, 22)]
        line = self.lines(turns[:2], now=15)["resolution", 0]
        self.assertEqual((line.state, line.due, line.left), ("paused", None, 9 * HOUR))
        self.assertEqual(line.paused, at(HOUR))
        line = self.lines(turns[:3], now=21)["resolution", 0]
        self.assertEqual((line.state, line.due), ("running", at(29 * HOUR)))
        line = self.lines(turns, now=30)["resolution", 0]
        self.assertEqual(line.left, 7 * HOUR)

    def test_each_later_question_has_its_time(self):
        turns = [(True, 0), (False, 1), (True, 20), (False, 24), (True, 30)]
        found = self.lines(turns, now=31)
        self.assertEqual(found["next", 1].state, "breached")
        self.assertEqual(found["next", 2].due, at(33 * HOUR))

    def test_closed_and_reopened(self):
        turns = [(True, 0), (False, 1), (True, 2)]
        line = self.lines(turns, [(6, None)], now=50)["resolution", 0]
        self.assertEqual((line.state, line.ended), ("reached", at(6 * HOUR)))
        line = self.lines(turns, [(6, 60)], now=61)["resolution", 0]
        self.assertEqual((line.state, line.due), ("running", at(65 * HOUR)))
        line = self.lines(turns, [(12, None)], now=50)["resolution", 0]
        self.assertEqual((line.state, line.due), ("breached", at(11 * HOUR)))

    def test_closed_without_an_answer(self):
        for closed, state in ((1, "dropped"), (5, "breached")):
            line = self.lines([(True, 0)], [(closed, None)], now=9)["first", 0]
            self.assertEqual((line.state, line.ended), (state, at(closed * HOUR)))
        line = self.lines([(True, 0)], [(1, 10)], now=10)["first", 0]
        self.assertEqual((line.state, line.due), ("running", at(11 * HOUR)))

    def test_an_answer_to_an_earlier_message(self):
        line = self.lines([(True, 5), (False, 4)], now=9)["first", 0]
        self.assertEqual((line.state, line.ended), ("reached", at(5 * HOUR)))

    @many
    @given(
        seconds,
        st.none() | seconds,
        st.lists(st.tuples(seconds, st.none() | seconds), max_size=6),
    )
    def test_pieces_are_in_order_and_outside_the_pauses(self, start, end, pauses):
        if end is not None and end < start:
            start, end = end, start
        pauses = [
            (min(one, other), max(one, other)) if other is not None else (one, None)
            for one, other in pauses
        ]
        pieces = open_pieces(
            at(start),
            end if end is None else at(end),
            [(at(one), other if other is None else at(other)) for one, other in pauses],
        )
        self.assertTrue(pieces)
        flat = [moment for piece in pieces for moment in piece if moment is not None]
        self.assertEqual(flat, sorted(flat))
        for one, other in pieces:
            for pause, resumed in pauses:
                inside = other is None or other > one
                far = at(99 * DAY)
                begin, stop = at(pause), far if resumed is None else at(resumed)
                if inside and begin < stop:
                    self.assertFalse(max(one, begin) < min(other or far, stop))

    @many
    @given(spans, seconds, st.integers(1, 10 * DAY), st.integers(0, 40 * DAY))
    def test_late_exactly_when_the_time_is_used_up(self, pairs, start, length, now):
        clock = working(pairs)
        start, now = at(start), max(at(start), at(now))
        due, left, is_late = measured(clock, length, [(start, None)], now)
        used = clock.between(start, now)
        self.assertEqual(left, max(0, length - used))
        self.assertEqual(is_late, used >= length)
        if due and not is_late:
            self.assertEqual(clock.between(now, due), left)
