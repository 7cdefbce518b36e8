"""What a rule asks of a message: pure Python, without records or a database.

A rule is compiled once into checks that are cheap first; words of a message are made
once, whatever the number of rules.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .rule_words import Folded, Terms

SECONDS = 0.1  # that a regular expression may take on one message
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
JOINS = frozenset("\u200d\ufe0e\ufe0f\u20e3")  # they join or draw emoji
KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
FIRST_EMOJI = 0x203C  # before it: signs of texts, such as ©


@dataclass(slots=True)
class Facts:
    """What is known of one message, or of a twist that has none."""

    twist_id: int = 0
    message_id: int = 0
    campaign_id: int = 0
    channel_id: int = 0
    text: str = ""
    subject: str = ""
    kind: str = ""
    language: str = ""
    rating: int = 0
    sentiment: str = ""
    followers: int = 0
    is_verified: bool = False
    is_first: bool = False  # the first of its author
    is_opening: bool = False  # the first of its twist
    _folded: Folded | None = field(default=None, repr=False, compare=False)

    @property
    def folded(self) -> Folded:
        if self._folded is None:
            self._folded = Folded(self.whole)
        return self._folded

    @property
    def whole(self) -> str:
        """Subject and text."""
        return f"{self.subject}\n{self.text}" if self.subject else self.text


Check = Callable[[Facts], bool]


@dataclass(frozen=True, slots=True)
class WordCheck:
    """A check of words, which tells what a text needs to pass it."""

    passes: Callable[[Folded], bool]
    needed: frozenset[str] = frozenset()

    def __call__(self, facts: Facts) -> bool:
        return self.passes(facts.folded)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule, ready to be asked."""

    id: int
    checks: tuple[Check, ...] = ()
    pattern: Any = None  # with ``search(text, timeout)``
    campaigns: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()
    domain: Any = None
    phase: str = ""
    stops: bool = False
    asks_author: bool = False

    def concerns(self, facts: Facts) -> bool:
        """Whether it is for that campaign and channel at all."""
        return (not self.campaigns or facts.campaign_id in self.campaigns) and (
            not self.channels or facts.channel_id in self.channels
        )

    def needed(self) -> frozenset[str]:
        """Words of which a message that matches has one; empty: any may match."""
        asked = [one.needed for one in self.checks if isinstance(one, WordCheck)]
        return min(filter(None, asked), key=len, default=frozenset())

    def folds_first(self) -> bool:
        """Whether nothing cheaper comes before its words."""
        return bool(self.checks) and isinstance(self.checks[0], WordCheck)

    def matches(self, facts: Facts) -> bool:
        """All conditions but the domain.

        :raises PatternTimeout: the regular expression takes too long
        """
        if not self.concerns(facts):
            return False
        for check in self.checks:
            if not check(facts):
                return False
        if self.pattern is None:
            return True
        return bool(self.pattern.search(facts.whole, SECONDS))


class Choice:
    """Rules by the words without which they match nothing: a message is asked only
    those of its words, and the ones that need none."""

    def __init__(self, rules: Iterable[Compiled]) -> None:
        self.rules = list(rules)
        self.always = self.rules
        self.by_word: dict[str, list[int]] = {}
        if any(rule.folds_first() for rule in self.rules):  # texts are folded anyway
            self.always = [rule for rule in self.rules if not rule.needed()]
            for at, rule in enumerate(self.rules):
                for word in rule.needed():
                    self.by_word.setdefault(word, []).append(at)

    def possible(self, facts: Facts) -> list[Compiled]:
        """In no order."""
        words = self.by_word and self.by_word.keys() & facts.folded.words
        if not words:
            return self.always
        places = {at for word in words for at in self.by_word[word]}
        return self.always + [self.rules[at] for at in places]


def matching(
    rules: Iterable[Compiled], candidates: Iterable[Facts]
) -> tuple[dict[int, list[int]], dict[int, Exception]]:
    """Which rules match which twists, their domains aside.

    :returns: ids of twists by rule, and what went wrong by rule: such a rule matches
        nothing
    """
    rules = list(rules)
    hits: dict[int, dict[int, bool]] = {rule.id: {} for rule in rules}
    failed: dict[int, Exception] = {}
    choices: dict[tuple[int, int], Choice] = {}
    for one in candidates:
        place = one.campaign_id, one.channel_id
        if place not in choices:
            choices[place] = Choice(rule for rule in rules if rule.concerns(one))
        for rule in choices[place].possible(one):
            try:
                if rule.id not in failed and rule.matches(one):
                    hits[rule.id][one.twist_id] = True
            except Exception as error:  # a rule must never cost a message
                failed[rule.id] = error
    found = {
        id_: list(twists)
        for id_, twists in hits.items()
        if twists and id_ not in failed
    }
    return found, failed


def until_stopped(
    rules: Iterable[Compiled], found: Mapping[int, list[int]]
) -> dict[int, list[int]]:
    """Without the twists for which an earlier rule was the last one."""
    stopped: set[int] = set()
    left = {}
    for rule in rules:
        ids = [one for one in found.get(rule.id, ()) if one not in stopped]
        if ids:
            left[rule.id] = ids
        if rule.stops:
            stopped.update(ids)
    return left


# -- from what a rule's form holds ---------------------------------------------------


def checks_of(values: Mapping[str, Any]) -> tuple[Check, ...]:
    """The checks of the fields that are set, cheap ones first."""
    made = (make(values) for make in MAKERS)
    return tuple(check for check in made if check)


def _equal(name: str) -> Callable[[Mapping[str, Any]], Check | None]:
    def make(values: Mapping[str, Any]) -> Check | None:
        wanted = values.get(name)
        return (lambda facts: getattr(facts, name) == wanted) if wanted else None

    return make


def _yes_or_no(name: str, fact: str) -> Callable[[Mapping[str, Any]], Check | None]:
    def make(values: Mapping[str, Any]) -> Check | None:
        if not values.get(name):
            return None
        wanted = values[name] == "yes"
        return lambda facts: getattr(facts, fact) is wanted

    return make


def _between(name: str) -> Callable[[Mapping[str, Any]], Check | None]:
    """From ``<name>_min`` to ``<name>_max``, 0 for no limit; 0 itself is unknown
    where a limit is set for stars, of which there is at least one."""

    def make(values: Mapping[str, Any]) -> Check | None:
        least, most = values.get(f"{name}_min") or 0, values.get(f"{name}_max") or 0
        if not (least or most):
            return None
        least = least or (1 if name == "rating" else 0)
        return lambda facts: (
            getattr(facts, name) >= least and (not most or getattr(facts, name) <= most)
        )

    return make


def _opening(values: Mapping[str, Any]) -> Check | None:
    return (lambda facts: facts.is_opening) if values.get("only_new") else None


def _languages(values: Mapping[str, Any]) -> Check | None:
    wanted = language_tags(values.get("languages") or "")
    return (lambda facts: speaks(facts.language, wanted)) if wanted else None


def _only(values: Mapping[str, Any]) -> Check | None:
    return ONLY.get(values.get("only") or "")


def _words_any(values: Mapping[str, Any]) -> Check | None:
    terms = Terms.parse(values.get("words_any") or "")
    return WordCheck(terms.any_in, terms.needed_by_any()) if terms else None


def _words_all(values: Mapping[str, Any]) -> Check | None:
    terms = Terms.parse(values.get("words_all") or "")
    return WordCheck(terms.all_in, terms.needed_by_all()) if terms else None


def _words_none(values: Mapping[str, Any]) -> Check | None:
    terms = Terms.parse(values.get("words_none") or "")
    return WordCheck(lambda text: not terms.any_in(text)) if terms else None


MAKERS = (
    _opening,
    _equal("kind"),
    _equal("sentiment"),
    _between("rating"),
    _between("followers"),
    _yes_or_no("verified", "is_verified"),
    _yes_or_no("first_contact", "is_first"),
    _languages,
    _words_any,
    _words_all,
    _words_none,
    _only,
)


# -- texts ---------------------------------------------------------------------------


def language_tags(text: str) -> tuple[str, ...]:
    """Language tags (BCP 47) in small letters, from ``de, pt-BR``."""
    return tuple(one.lower().replace("_", "-") for one in TAG.findall(text))


def speaks(language: str, wanted: Iterable[str]) -> bool:
    """Whether a tag is one of these or a variety of it: ``de-AT`` is ``de``."""
    tag = (language or "").lower().replace("_", "-")
    return any(tag == one or tag.startswith(f"{one}-") for one in wanted)


def is_emoji_only(text: str) -> bool:
    """At least one emoji, and nothing else but spaces."""
    left = "".join((text or "").split())
    keycaps = len(left)
    left = KEYCAP.sub("", left)
    signs = [one for one in left if one not in JOINS]
    return bool(signs or keycaps > len(left)) and all(map(_is_emoji, signs))


def _is_emoji(sign: str) -> bool:
    code = ord(sign)
    if 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F:
        return True  # colours of skin, and letters of regions' flags
    return code >= FIRST_EMOJI and unicodedata.category(sign) == "So"


def is_link_only(text: str) -> bool:
    """At least one web address, and nothing else but spaces."""
    return bool(LINK.search(text or "")) and not LINK.sub("", text).strip(" \t\r\n,;")


ONLY: dict[str, Check] = {
    "emoji": lambda facts: is_emoji_only(facts.text),
    "link": lambda facts: is_link_only(facts.text),
}
