"""Who gets what: the properties of the algorithm, and its time."""

import time
from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..models.twist_distribution import FULL, UNSKILLED, Agent, Waiting, distribute

settings.register_profile(
    "social_inbox", deadline=None, derandomize=True, database=None
)
settings.load_profile("social_inbox")
START = datetime(2026, 11, 20)
SKILLS = ("mail", "de", "vip")
moments = st.none() | st.integers(0, 9).map(lambda hour: START + timedelta(hours=hour))
skills = st.frozensets(st.sampled_from(SKILLS))
plans = st.builds(
    dict, load=st.integers(0, 6), limit=st.integers(0, 6), skills=skills, last=moments
)
asked = st.builds(
    dict,
    person=st.none() | st.integers(1, 4),
    due=moments,
    is_high=st.booleans(),
    since=moments,
    needs=skills,
)
teams = st.lists(plans, max_size=6)
queues = st.lists(asked, max_size=25)


def as_agents(plans, **changes):
    return [Agent(id=number, **{**one, **changes}) for number, one in enumerate(plans)]


def as_twists(asked, **changes):
    return [
        Waiting(id=number, **{**one, **changes}) for number, one in enumerate(asked)
    ]


@tagged("post_install", "-at_install")
class TestDistribution(BaseCase):
    @given(teams, queues, st.booleans())
    def test_nobody_is_over_the_limit_and_each_twist_goes_once(
        self, plans, asked, turn
    ):
        outcome = distribute(as_agents(plans), as_twists(asked), in_turn=turn)
        for number, count in Counter(outcome.given.values()).items():
            plan = plans[number]
            if plan["limit"]:
                self.assertLessEqual(plan["load"] + count, plan["limit"])
        self.assertFalse(outcome.given.keys() & outcome.left.keys())
        self.assertEqual(
            outcome.given.keys() | outcome.left.keys(), set(range(len(asked)))
        )

    @given(teams, queues, st.dictionaries(st.integers(1, 4), st.integers(0, 9)))
    def test_nobody_without_the_skills(self, plans, asked, holders):
        outcome = distribute(as_agents(plans), as_twists(asked), holders=holders)
        for twist, agent in outcome.given.items():
            self.assertLessEqual(asked[twist]["needs"], plans[agent]["skills"])
        for twist, reason in outcome.left.items():
            skilled = [one for one in plans if asked[twist]["needs"] <= one["skills"]]
            self.assertEqual(reason, FULL if skilled else UNSKILLED)

    @given(teams, queues)
    def test_what_is_left_has_nobody_with_room(self, plans, asked):
        agents = as_agents(plans)
        outcome = distribute(agents, as_twists(asked))
        for twist in outcome.left:
            for agent in agents:
                self.assertFalse(
                    asked[twist]["needs"] <= agent.skills and agent.has_room
                )

    @given(teams, queues, st.booleans())
    def test_all_the_room_is_used(self, plans, asked, turn):
        agents = as_agents(plans)
        room = sum(
            len(asked) if not one.limit else max(0, one.limit - one.load)
            for one in agents
        )
        twists = as_twists(asked, needs=frozenset())
        outcome = distribute(agents, twists, in_turn=turn)
        self.assertEqual(len(outcome.given), min(len(asked), room))

    @given(teams, queues)
    def test_the_least_busy_is_even(self, plans, asked):
        agents = as_agents(plans)
        twists = as_twists(asked, needs=frozenset())
        given_to = set(distribute(agents, twists).given.values())
        free = [agent.load for agent in agents if agent.has_room]
        for agent in agents:
            if free and agent.id in given_to:
                self.assertLessEqual(agent.load, min(free) + 1)

    @given(st.integers(1, 6), queues)
    def test_equal_agents_differ_by_one_at_most(self, count, asked):
        for turn in (False, True):
            agents = [Agent(id=number) for number in range(count)]
            distribute(agents, as_twists(asked, needs=frozenset()), in_turn=turn)
            loads = [agent.load for agent in agents]
            self.assertLessEqual(max(loads) - min(loads), 1)

    @given(teams, queues)
    def test_the_most_urgent_come_first(self, plans, asked):
        twists = as_twists(asked, needs=frozenset())
        outcome = distribute(as_agents(plans), twists)
        order = sorted(twists, key=lambda one: one.urgency)
        self.assertEqual(
            [one.id for one in order[: len(outcome.given)]], list(outcome.given)
        )

    def test_urgency(self):
        hour = timedelta(hours=1)
        order = [
            Waiting(9, due=START),
            Waiting(8, due=START + hour, is_high=True),
            Waiting(7, due=START + hour, since=START),
            Waiting(6, is_high=True),
            Waiting(5, since=START),
            Waiting(4, since=START + hour),
            Waiting(2),
            Waiting(3),
        ]
        self.assertEqual(sorted(order[::-1], key=lambda one: one.urgency), order)

    @given(teams, queues, st.booleans())
    def test_the_same_input_gives_the_same(self, plans, asked, turn):
        twists = as_twists(asked)
        once = distribute(as_agents(plans), twists, turn, 2, {1: 0})
        again = distribute(as_agents(plans[:])[::-1], twists[::-1], turn, 2, {1: 0})
        self.assertEqual(once, again)

    @given(st.lists(st.integers(1, 4), max_size=25), st.integers(1, 5), st.booleans())
    def test_a_person_keeps_the_agent(self, persons, count, turn):
        agents = [Agent(id=number) for number in range(count)]
        twists = [Waiting(id=place, person=one) for place, one in enumerate(persons)]
        outcome = distribute(agents, twists, turn, holders={1: 0})
        pairs = {(persons[twist], agent) for twist, agent in outcome.given.items()}
        self.assertEqual(len(pairs), len(set(persons)))
        self.assertTrue(1 not in persons or (1, 0) in pairs)

    def test_whose_agent_is_full_goes_to_another(self):
        agents = [Agent(id=1, load=1, limit=1), Agent(id=2)]
        outcome = distribute(agents, [Waiting(5, person=1)], holders={1: 1})
        self.assertEqual(outcome.given, {5: 2})

    def test_a_round_goes_on_where_it_stopped(self):
        def go(after, count):
            agents = [Agent(id=number) for number in (1, 2, 3)]
            twists = [Waiting(id=number) for number in range(count)]
            outcome = distribute(agents, twists, in_turn=True, after=after)
            return list(outcome.given.values()), outcome.last

        self.assertEqual(go(0, 4), ([1, 2, 3, 1], 1))
        self.assertEqual(go(1, 1), ([2], 2))
        self.assertEqual(go(2, 2), ([3, 1], 1))
        self.assertEqual(go(9, 1), ([1], 1))
        self.assertEqual(go(2, 0), ([], 2))

    def test_of_two_equals_who_waited_longer(self):
        hour = timedelta(hours=1)
        agents = [Agent(1, last=START + hour), Agent(2, last=START), Agent(3)]
        twists = [Waiting(id=number) for number in range(4)]
        self.assertEqual(list(distribute(agents, twists).given.values()), [3, 2, 1, 3])

    def test_ten_thousand_to_two_hundred(self):
        for turn in (False, True):
            agents = [
                Agent(number, number % 7, 60, frozenset(SKILLS[: number % 4]))
                for number in range(200)
            ]
            twists = [
                Waiting(one, one % 3000, needs=frozenset(SKILLS[: one % 3]))
                for one in range(10_000)
            ]
            start = time.perf_counter()
            outcome = distribute(agents, twists, turn, holders={})
            self.assertLess(time.perf_counter() - start, 1)
            self.assertGreater(len(outcome.given), 5_000)
