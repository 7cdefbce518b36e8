"""Whom an author may be: persons and profiles that look alike, each with why."""

import itertools
import re
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, escape_psql, unique

from . import phases
from .search_vector import folded
from .social_twist import as_record

KINDS = ("email", "phone", "handle", "name", "similar")  # best first
STRONG = KINDS[:2]
MESSAGES_READ = 20
CHARACTERS_READ = 10_000  # of a message, from its end: there a signature stands
NUMBERS_READ = 30
PHONE = re.compile(r"(?<![\w@./-])(?:\(?\+)?\(?\d[\d \t\xa0()./-]{5,18}\d(?![\w@])")


class Suggestion(NamedTuple):
    """A person, and why: pairs (one of KINDS, what is the same), the best first."""

    person: models.Model
    reasons: list[tuple[str, str]]

    @property
    def kind(self):
        return self.reasons[0][0]

    @property
    def rank(self):
        return KINDS.index(self.kind), -len(self.reasons)


class SocialProfile(models.Model):
    _inherit = "social.profile"

    # -- persons -------------------------------------------------------------------

    def _suggest_person(self):
        """The one person whom a mail address or a phone number tells, or none.

        The better reason decides; of two persons with it, neither is meant.
        """
        self.ensure_one()
        by_kind = itertools.takewhile(
            lambda pair: pair[0] in STRONG, self._persons_by_kind()
        )
        found = next((found for _kind, found in by_kind if found), {})
        return next(iter(found)) if len(found) == 1 else self.env["res.partner"]

    def _suggest_persons(self, limit=5):
        """Persons who may be the author, best first, as the caller may see them.

        :returns: list of Suggestion
        """
        self.ensure_one()
        reasons = {}
        for kind, found in self._persons_by_kind():
            for person, detail in found.items():
                reasons.setdefault(person, []).append((kind, detail))
        found = [Suggestion(*one) for one in reasons.items()]
        return sorted(found, key=lambda one: one.rank)[:limit]

    def _persons_by_kind(self):
        """Yield (kind, {person: detail}) in the order of KINDS, each when asked for."""
        elsewhere = self._persons_linked_elsewhere()
        is_address = bool(email_normalize(self.handle))
        by_email = self._persons_by_email()
        yield "email", {**elsewhere, **by_email} if is_address else by_email
        yield "phone", self._persons_by_phone()
        yield "handle", {} if is_address else elsewhere
        alike = self._persons_by_name()
        for kind in ("name", "similar"):
            yield kind, {one: one.name for one, how in alike.items() if how == kind}

    def _find_persons(self, domain, limit=10):
        company = Domain("company_id", "in", [False, self.company_id.id])
        return self.env["res.partner"].search(company & Domain(domain), limit=limit)

    def _addresses(self):
        """Mail addresses that the platform gives as the author's, normalised."""
        found = map(email_normalize, (self.handle, self.external_id))
        return list(unique(filter(None, found)))

    def _persons_by_email(self):
        addresses = self._addresses()
        if not addresses:
            return {}
        persons = self._find_persons([("email_normalized", "in", addresses)])
        return {person: person.email_normalized for person in persons}

    def _persons_by_phone(self):
        """By numbers of the profile, and in what the author wrote.

        Our own company does not count: who writes may have called it.
        """
        numbers = self._phone_numbers()
        if not numbers:
            return {}
        own = self.company_id.sudo().partner_id.id
        persons = self._find_persons(
            self.env["res.partner"]._domain_same_phone(numbers)
            & Domain("commercial_partner_id", "!=", own)
        )
        return {person: person.phone for person in persons}

    def _phone_numbers(self):
        """Normalised phone numbers, the profile's own first."""
        texts = [self.handle or "", self.external_id or "", *self._texts()]
        found = (number for text in texts for number in PHONE.findall(text))
        country = self.company_id.country_id
        normalise = self.env["res.partner"]._normalised_phone
        written = list(unique(found))[:NUMBERS_READ]
        return list(unique(filter(None, (normalise(one, country) for one in written))))

    def _texts(self):
        """Ends of the author's newest messages, without what they quote."""
        messages = self.env["social.message"].search_fetch(
            [("profile_id", "=", self.id), ("direction", "=", "inbound")],
            ["text"],
            limit=MESSAGES_READ,
        )
        return [text[-CHARACTERS_READ:] for text in messages.mapped("text") if text]

    def _persons_linked_elsewhere(self):
        """Persons of profiles that have the same handle on other platforms."""
        if not self.handle:
            return {}
        profiles = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("id", "!=", self.id),
                ("partner_id", "!=", False),
                ("handle", "=ilike", escape_psql(self.handle)),
            ],
            limit=10,
        )
        # searched: the caller may not see each of them
        persons = self._find_persons([("id", "in", profiles.partner_id.ids)])
        labels = self._platform_labels()
        details = {
            one.partner_id.id: f"{one.handle} ({labels[one.platform]})"
            for one in profiles
        }
        return {person: details[person.id] for person in persons}

    def _persons_by_name(self):
        """{person: "name" or "similar"}, the most similar first."""
        name = folded(self.name or "").strip()
        if len(name) < 2:
            return {}
        ids = self.env["res.partner"]._ids_by_similar_name(name, self.company_id)
        persons = self._find_persons([("id", "in", ids)], limit=None)
        return {
            person: "name" if folded(person.name).strip() == name else "similar"
            for person in persons.sorted(lambda one: ids.index(one.id))
        }

    # -- profiles ------------------------------------------------------------------

    def _lookalikes(self, person, limit=10):
        """Profiles without a person that may be of the same author.

        :param person: ``res.partner`` whom the author is taken for; may be empty
        :returns: list of (``social.profile``, kind, detail)
        """
        self.ensure_one()
        handles, names, numbers = self._known_as(person)
        alike = [("handle", "=ilike", escape_psql(one)) for one in handles]
        alike += [("name", "=ilike", escape_psql(one)) for one in names]
        alike += [("handle", "in", numbers)] if numbers else []
        found = self.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("partner_id", "=", False)
            & Domain("id", "!=", self.id)
            & Domain.OR(Domain([term]) for term in alike),
            limit=limit,
        )
        ranked = [(one, *one._why_alike(handles, numbers)) for one in found]
        return sorted(ranked, key=lambda one: KINDS.index(one[1]))

    def _known_as(self, person):
        """Handles, names, and phone numbers with and without +, each once."""
        own = self | person.social_profile_ids
        handles = [*own.mapped("handle"), person.email_normalized]
        names = [*own.mapped("name"), person.name]
        number = person._normalised_phone(person.phone, person.country_id)
        numbers = [number, number.lstrip("+")] if number else []
        return *(list(unique(filter(None, one))) for one in (handles, names)), numbers

    def _why_alike(self, handles, numbers):
        """(kind, detail) of this profile's likeness."""
        if folded(self.handle or "") in map(folded, handles):
            return ("email" if self._addresses() else "handle"), self.handle
        if self.handle in numbers:
            return "phone", self.handle
        return "name", self.name

    # -- words ---------------------------------------------------------------------

    def _sentence(self, kind, detail):
        """Why somebody is suggested, for the reader."""
        sentences = {
            "email": self.env._("Same mail address: %s", detail),
            "phone": self.env._("Same phone number: %s", detail),
            "handle": self.env._("Same handle: %s", detail),
            "name": self.env._("Same name"),
            "similar": self.env._("Similar name"),
        }
        return sentences[kind]

    def _platform_labels(self):
        return dict(self._fields["platform"]._description_selection(self.env))

    def _suggestion_as_dict(self, suggestion):
        """A suggested person as the dialog draws it."""
        person, labels = suggestion.person, self._platform_labels()
        known = filter(None, (person.email, person.phone, person.city))
        return {
            "id": person.id,
            "name": person.display_name,
            "known": ", ".join(known),
            "reasons": [
                {"text": self._sentence(kind, detail), "is_strong": kind in STRONG}
                for kind, detail in suggestion.reasons
            ],
            "profiles": [
                f"{one.handle or one.display_name} ({labels[one.platform]})"
                for one in person.social_profile_ids
            ],
        }

    def _lookalikes_as_dicts(self, person):
        """Values of the dialog's lines: profiles that may be this person's, too."""
        found = self._lookalikes(person)
        assignable = self.union(*(profile for profile, *_why in found))._assignable()
        later = self.env._("All its twists are in Listen: move one to Understand first")
        return [
            {
                "profile_id": profile.id,
                "reason": self._sentence(*why) if profile in assignable else later,
                "is_assignable": profile in assignable,
            }
            for profile, *why in found
        ]

    # -- linking without a twist at hand -------------------------------------------

    def action_assign_person(self):
        """Open the wizard through the author's newest twist that allows it."""
        self.ensure_one()
        self._check_assignable()
        twist = self.env["social.twist"].search(
            [
                ("phase", "in", list(phases.ALLOWED["assign"])),
                (
                    "message_ids_social",
                    "any",
                    [("profile_id", "=", self.id), ("direction", "=", "inbound")],
                ),
            ],
            limit=1,
        )
        action = twist.action_assign_person()
        context = {**action["context"], "default_profile_id": self.id}
        return {**action, "context": context}

    def assign_person(self, partner, lawful_basis, purpose=""):
        """Link profiles to a person, as one of their twists would allow it.

        :param partner: a ``res.partner`` or its id
        :raises UserError: a profile wrote in no twist beyond Listen, or nothing
            says why it is lawful
        """
        self.check_access("write")
        if not lawful_basis:
            raise UserError(self.env._("Say why the profile may be linked."))
        self._check_assignable()
        self._assign_person(self._known_person(partner), lawful_basis, purpose)
        return True

    def _known_person(self, partner):
        """One contact that the caller may read, given as such or by its id."""
        person = as_record(self.env["res.partner"], partner).exists()
        if len(person) != 1:
            raise UserError(self.env._("Choose a person, or add a new one."))
        person.check_access("read")
        return person

    def _assignable(self):
        """Those that wrote in a twist whose phase lets a person be assigned."""
        groups = self.env["social.message"]._read_group(
            [
                ("profile_id", "in", self.ids),
                ("direction", "=", "inbound"),
                ("twist_id.phase", "in", list(phases.ALLOWED["assign"])),
            ],
            ["profile_id"],
        )
        return self.browse().union(*(profile for (profile,) in groups))

    def _check_assignable(self):
        if early := self - self._assignable():
            raise UserError(
                self.env._(
                    "All twists of %s are in the phase Listen."
                    " Move one of them to Understand first.",
                    ", ".join(early.mapped("display_name")),
                )
            )

    # -- contacts that are deleted or merged ---------------------------------------

    def _forget_deleted_person(self):
        """Say it in a note: Odoo logs no change from a record that is gone."""
        self.action_unlink_person()
        note = self.env._("The person was deleted; the profile is nobody's now.")
        if self:
            self._message_log_batch(dict.fromkeys(self.ids, note))

    def _note_merge(self, names, person):
        """Log whose profile it was, and free those of companies the person is not of.

        :param names: names of the contacts that were merged, by profile's id
        :param person: ``res.partner`` that is kept
        """
        kept = person.display_name
        bodies = {
            profile.id: self.env._(
                "The contact %(old)s was merged into %(new)s.",
                old=names[profile.id],
                new=kept,
            )
            for profile in self
        }
        if bodies:
            self._message_log_batch(bodies)
        # the merge itself went by SQL
        self.env["social.twist"]._notify_inbox(self.ids, by="profile_id")
        company = person.company_id
        self.filtered(
            lambda one: company and one.company_id != company
        ).action_unlink_person()
