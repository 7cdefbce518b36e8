"""Who gets which waiting twist: plain values in, plain values out (spec B15).

No record, no clock and no chance: the same input gives the same output. The work
grows with (agents + twists) x log agents.
"""

import heapq
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

UNSKILLED = "skill"  # nobody has all the skills that it needs
FULL = "room"  # whoever might get it holds as many as allowed
NEVER = datetime.min


@dataclass
class Agent:
    """Somebody who may be given twists: present, and of the campaign."""

    id: int
    load: int = 0
    """Open twists of any campaign that the agent holds."""
    limit: int = 0
    """How many these may be; 0 for any number."""
    skills: frozenset = frozenset()
    last: datetime | None = None
    """When the agent was last given a twist."""
    turn: tuple = field(init=False)

    def __post_init__(self):
        self.turn = (0, self.last or NEVER)

    @property
    def has_room(self):
        return not self.limit or self.load < self.limit

    @property
    def rank(self):
        """Whoever comes first is given the next twist."""
        return self.load, *self.turn, self.id


class Waiting(NamedTuple):
    """A twist that nobody is assigned to."""

    id: int
    person: object = None
    """Who wrote it; the same person's twists are kept together where that is wished."""
    due: datetime | None = None
    is_high: bool = False
    since: datetime | None = None
    """Since when its author waits for an answer."""
    needs: frozenset = frozenset()

    @property
    def urgency(self):
        """The most urgent is the smallest: what is due, priority, the longest wait."""
        return (
            (self.due is None, self.due or NEVER),
            not self.is_high,
            (self.since is None, self.since or NEVER),
            self.id,
        )


@dataclass
class Outcome:
    """``given``: an agent's id by a twist's; ``left``: why not, by a twist's id."""

    given: dict = field(default_factory=dict)
    left: dict = field(default_factory=dict)
    last: int = 0
    """The agent after whom the next round begins."""


class _InTurn:
    """One after the other, in the order of their ids."""

    def __init__(self, agents, after):
        ordered = sorted(agents, key=lambda agent: (agent.id <= after, agent.id))
        self.ring = deque(ordered)

    def next_for(self, _twist):
        while self.ring:
            agent = self.ring.popleft()
            if agent.has_room:
                self.ring.append(agent)
                return agent, ""
        return None, FULL


class _LeastBusy:
    """Whoever holds least, of those with all the skills that a twist needs.

    A heap for each set of needs. Loads only grow: what lies in a heap with an old
    load is put in again when it comes to the top.
    """

    def __init__(self, agents):
        self.agents = agents
        self.heaps = {}
        self.skilled = set()  # needs that somebody covers, with room or without

    def next_for(self, twist):
        heap = self._heap(twist.needs)
        while heap:
            rank, _id, agent = heap[0]
            if not agent.has_room:
                heapq.heappop(heap)
            elif rank != agent.rank:
                heapq.heapreplace(heap, (agent.rank, agent.id, agent))
            else:
                return agent, ""
        return None, FULL if twist.needs in self.skilled else UNSKILLED

    def _heap(self, needs):
        if needs not in self.heaps:
            skilled = [agent for agent in self.agents if needs <= agent.skills]
            self.heaps[needs] = [(agent.rank, agent.id, agent) for agent in skilled]
            heapq.heapify(self.heaps[needs])
            if skilled:
                self.skilled.add(needs)
        return self.heaps[needs]


def distribute(agents, twists, in_turn=False, after=0, holders=None):
    """Give waiting twists to agents, the most urgent first.

    :param agents: ``Agent``; their loads are counted up
    :param twists: ``Waiting``, in any order
    :param after: the id of the agent who was last in turn
    :param holders: for who keeps to the same agent: an agent's id by a person; whoever
        is given a person's twist has the next one, too. None: persons do not matter
    :returns: an ``Outcome``
    """
    outcome = Outcome(last=after)
    by_id = {agent.id: agent for agent in agents}
    order = _InTurn(agents, after) if in_turn else _LeastBusy(agents)
    held = None if holders is None else dict(holders)
    for number, twist in enumerate(sorted(twists, key=lambda twist: twist.urgency)):
        agent, reason = _kept(by_id, held, twist), ""
        if not agent:
            agent, reason = order.next_for(twist)
            outcome.last = agent.id if agent else outcome.last
        if not agent:
            outcome.left[twist.id] = reason
            continue
        outcome.given[twist.id] = agent.id
        agent.load += 1
        agent.turn = (1, number)
        if held is not None and twist.person is not None:
            held[twist.person] = agent.id
    return outcome


def _kept(by_id, held, twist):
    """Who has the person's other twists, if able to take one more."""
    if not held or twist.person is None:
        return None
    agent = by_id.get(held.get(twist.person))
    return agent if agent and agent.has_room and twist.needs <= agent.skills else None
