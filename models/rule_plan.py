"""What rules are about to do to many twists, gathered: then done at once."""

from collections import defaultdict
from datetime import datetime


class Plan:
    """Values of later rules win. What is done, and what is not and why, is kept by
    rule and twist as lists of (code, detail), see ``social.rule.log``."""

    def __init__(self, now: datetime) -> None:
        self.now = now  # one for all: many are snoozed until the same moment at once
        # by rule: twists, and the names of its tags by id
        self.tags: dict[int, tuple[list[int], dict[int, str]]] = {}
        self.values: dict[int, dict] = defaultdict(dict)  # by twist
        self.spam: set[int] = set()
        self.snoozed: dict[int, datetime] = {}  # until when, by twist
        self.moves: dict[int, tuple[str, int]] = {}  # target and rule, by twist
        self.activities: list[dict] = []
        self.calls: list[tuple[int, int]] = []  # rule, twist
        self.done: dict[tuple[int, int], list] = defaultdict(list)
        self.skipped: dict[tuple[int, int], list] = defaultdict(list)

    def note(self, rule, twist, code: str, detail: str = "") -> None:
        self.done[rule.id, twist.id].append([code, detail])

    def skip(self, rule, twist, code: str, detail: str = "") -> None:
        self.skipped[rule.id, twist.id].append([code, detail])

    def tag(self, rule_id: int, twist_ids: list[int], names: dict[int, str]) -> None:
        """A rule adds tags.

        :param names: by id
        """
        self.tags[rule_id] = twist_ids, names

    def wanted_tags(self) -> list[tuple[int, int]]:
        """Twists and tags, each pair once and in order, so that two transactions do
        not wait for each other."""
        return sorted(
            {
                (twist_id, tag_id)
                for twist_ids, names in self.tags.values()
                for twist_id in twist_ids
                for tag_id in names
            }
        )

    def tagged(self, added: set[tuple[int, int]]) -> None:
        """Note for each rule those of its tags that were not there before."""
        for rule_id, (twist_ids, names) in self.tags.items():
            for twist_id in twist_ids:
                new = [name for id_, name in names.items() if (twist_id, id_) in added]
                if new:
                    self.done[rule_id, twist_id].insert(0, ["tag", ", ".join(new)])

    def user_of(self, twist):
        """Id of whom a twist will be assigned to."""
        return self.values[twist.id].get("user_id", twist.user_id.id)

    def values_by_twists(self) -> list[tuple[dict, list[int]]]:
        """What to write, once for all twists that get the same."""
        groups = defaultdict(list)
        for twist_id, values in self.values.items():
            if values:
                groups[tuple(sorted(values.items()))].append(twist_id)
        return [(dict(values), ids) for values, ids in groups.items()]

    def twists_by_snooze(self) -> dict[datetime, list[int]]:
        groups = defaultdict(list)
        for twist_id, until in self.snoozed.items():
            groups[until].append(twist_id)
        return groups

    def moves_by_target(self) -> dict[tuple[str, int], list[int]]:
        groups = defaultdict(list)
        for twist_id, move in self.moves.items():
            groups[move].append(twist_id)
        return groups
