"""What rules of a campaign find in a message, before it belongs to any record."""

from dataclasses import dataclass, field

from .text_of_event import look_in
from .text_pattern import ID_GROUP, PatternTimeout, compile_pattern
from .text_value import Habits, as_value

TIME_LIMIT = 0.3  # seconds for one rule on one text


def by_name(definition):
    """Definitions of extra fields by what a group may call them: the technical name,
    or the label in small letters with underscores."""
    named = {group_name(one.get("string") or ""): one for one in reversed(definition)}
    return {**named, **{one["name"]: one for one in definition}}


def group_name(label):
    letters = (char if char.isalnum() else " " for char in label.casefold())
    return "_".join("".join(letters).split())


@dataclass(frozen=True, slots=True)
class Reader:
    """One rule, ready to read."""

    rule_id: int
    pattern: object
    targets: tuple[tuple[str | int, str], ...]  # group → technical name of a field

    def found_in(self, texts):
        """Raw texts by technical name of the extra field.

        :raises PatternTimeout: it took too long
        """
        found = look_in(self.pattern, texts, "both", TIME_LIMIT)
        if not found:
            return {}
        values = ((name, found[group] or "") for group, name in self.targets)
        return {name: text for name, text in values if text.strip()}


def make_reader(rule_id, kind, text, field_name, definition):
    """Understand a rule.

    :param field_name: technical name of the field that is filled; empty where groups
        tell it
    :param definition: the campaign's list of properties
    :raises PatternError: says what is wrong and where
    :raises KeyError: a group that is no field; its name is the argument
    """
    pattern = compile_pattern(text, kind)
    fields = by_name(definition)
    targets = [
        (name, fields[name]["name"])
        for name in pattern.names
        if not (name == ID_GROUP and ID_GROUP not in fields and field_name)
    ]
    if field_name and not targets:
        group = ID_GROUP if ID_GROUP in pattern.names else 1
        if group == 1 and not pattern.compiled.groups:
            group = 0
        targets = [(group, field_name)]
    elif field_name and ID_GROUP in pattern.names and ID_GROUP not in fields:
        targets.append((ID_GROUP, field_name))
    return Reader(rule_id, pattern, tuple(targets))


@dataclass(frozen=True, slots=True)
class Extractor:
    """All rules of a campaign, ready to read."""

    readers: tuple[Reader, ...]
    definitions: dict[str, dict]  # of the extra fields, by technical name
    habits: Habits
    slow: set[int] = field(default_factory=set)  # rules that took too long

    def raw(self, texts):
        """Texts by technical name; the first rule that finds something for a field
        fills it. A rule that takes too long is skipped from then on."""
        values = {}
        for reader in self.readers:
            if reader.rule_id in self.slow:
                continue
            try:
                values = {**reader.found_in(texts), **values}
            except PatternTimeout:
                self.slow.add(reader.rule_id)
        return values

    def values(self, texts):
        """What could be read, as extra fields are kept, by technical name."""
        raw = self.raw(texts)
        values = {name: self.value(name, text) for name, text in raw.items()}
        return {name: one for name, one in values.items() if one is not None}

    def value(self, name, text):
        """A text as an extra field keeps it; None if it does not fit."""
        return as_value(text, self.definitions[name], self.habits)
