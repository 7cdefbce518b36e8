"""What the pane beside the conversation shows (spec A5, A6, A11, A13)."""

from odoo import fields, models
from odoo.fields import Domain

EARLIER = 5
SUGGESTIONS = 3


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def _screen_details(self):
        """Sender and twist, by the reader's rights.

        Dates are strings in UTC; what is empty is "" or False. What other
        applications know of the person is asked for afterwards, by
        :meth:`screen_person_records`: it costs as much as all of this.

        :returns: ``{"sender": dict, "twist": dict}``
        """
        self.ensure_one()
        self.check_access("read")
        return {"sender": self._sender_as_dict(), "twist": self._details_as_dict()}

    def person_suggestions(self):
        """Persons who may be the author, best first; none where one is linked, or
        while the phase lets nobody be assigned.

        :returns: ``[{"id", "name", "known", "reasons": [{"text", "is_strong"}]}]``
        """
        self.ensure_one()
        self.check_access("read")
        profile = self.profile_id
        if not profile or profile.partner_id or self._not_allowed("assign"):
            return []
        found = profile._suggest_persons(limit=SUGGESTIONS)
        return [profile._suggestion_as_dict(one) for one in found]

    def _details_actions(self):
        """What the pane's toolbars offer; why not, as far as phase and author tell.

        Costs no query of its own; the methods behind check everything again.

        :returns: ``{name: {"label", "why_not"}}``
        """
        profile = self.profile_id
        no_author = "" if profile else self.env._("This twist has no author.")
        no_person = self._no_person()
        link, create = self._not_allowed("link"), self._not_allowed("create")
        texts = {
            "assign_person": (self.env._("Assign Person"), self._not_allowed("assign")),
            "unlink_person": (self.env._("Unlink Person"), no_person),
            "invite": (
                self.env._("Invite to the Community"),
                self._not_allowed("invite") or no_person,
            ),
            "block_author": (self.env._("Block"), no_author),
            "unblock_author": (self.env._("Unblock"), no_author),
            "create_ticket": (self.env._("Create Ticket"), create),
            "link_ticket": (self.env._("Link to a Ticket"), link),
            "create_idea": (self.env._("Create Idea"), create),
            "link_idea": (self.env._("Link Idea"), link),
        }
        return {
            name: {"label": label, "why_not": no_author or why_not}
            for name, (label, why_not) in texts.items()
        }

    def _no_person(self):
        if self.partner_id:
            return ""
        return self.env._("Nobody is linked yet. Assign a person first.")

    # -- sender --------------------------------------------------------------------

    def _sender_as_dict(self):
        profile = self.profile_id
        person = profile.partner_id
        return {
            "profile": profile._as_sender() if profile else False,
            "person": self._person_as_dict(person) if person else False,
            "can_suggest": not (person or self._not_allowed("assign")),
            "community": profile._community_as_dict() if profile else False,
            **self._earlier_twists(),
            "authors": [
                {"id": one.id, "name": one.display_name, "handle": one.handle or ""}
                for one in self._authors() - profile
            ],
        }

    def _person_as_dict(self, person):
        """As much as the reader may know of the person; at least the name."""
        labels = dict(
            self.profile_id._fields["lawful_basis"]._description_selection(self.env)
        )
        known = {
            "id": person.id,
            # as Odoo names whatever is linked
            "name": person.sudo().name or person.sudo().display_name,
            "lawful_basis": labels.get(self.profile_id.lawful_basis, ""),
            "can_open": person.has_access("read"),
        }
        if not known["can_open"]:
            return {**known, "email": "", "phone": "", "job": "", "image": ""}
        job = filter(None, (person.function, self._company_of(person)))
        unique = int(person.write_date.timestamp()) if person.write_date else 0
        return {
            **known,
            "email": person.email or "",
            "phone": person.phone or "",
            "job": ", ".join(job),
            "image": f"/web/image/res.partner/{person.id}/avatar_128?unique={unique}",
        }

    def _company_of(self, person):
        """The company somebody works for; a company itself works for none."""
        return "" if person.is_company else person.commercial_company_name

    def _earlier_twists(self):
        """Other twists of the author or the person, newest first, and how many."""
        profile = self.profile_id
        same = Domain("profile_id", "=", profile.id)
        if profile.partner_id:
            same |= Domain("partner_id", "=", profile.partner_id.id)
        domain = same & Domain("id", "!=", self.id) & Domain("is_spam", "=", False)
        if not profile:
            return {"earlier": [], "earlier_count": 0}
        names = ["name", "phase", "last_message_date"]
        found = self.search_fetch(domain, names, limit=EARLIER + 1)
        is_more = len(found) > EARLIER
        labels = self._phase_labels()
        return {
            "earlier": [
                {
                    "id": twist.id,
                    "name": twist.name,
                    "phase": labels[twist.phase],
                    "date": as_text(twist.last_message_date),
                }
                for twist in found[:EARLIER]
            ],
            "earlier_count": self.search_count(domain) if is_more else len(found),
        }

    # -- twist ---------------------------------------------------------------------

    def _details_as_dict(self):
        user, teller = self._users_named()
        return {
            "name": self.name,
            "phase": self._phase_labels()[self.phase],
            "phase_since": as_text(self.phase_since),
            "started": as_text(self.first_message_date),
            "waiting_since": as_text(self.waiting_since),
            "channel": self.channel_id.sudo().name,
            "company_id": self.company_id.id,
            "priority": self.priority or "0",
            "user": user,
            "user_domain": self._users_as_domain(),
            "tags": [
                {"id": tag.id, "name": tag.name, "color": tag.color}
                for tag in self.tag_ids
            ],
            "ticket": self._linked_as_dict("ticket_id", "stage_id"),
            "idea": self._linked_as_dict("idea_id", "stage"),
            "feedback": self._feedback_as_dict(teller),
        }

    def _users_named(self):
        """The assigned user and who wrote the feedback, each {"id", "name"} or False.

        Read together, and by the system, as Odoo names whatever is linked.
        """
        users = (self.user_id | self.feedback_user_id).sudo()
        names = {user.id: {"id": user.id, "name": user.name} for user in users}
        return tuple(
            names.get(user.id, False) for user in (self.user_id, self.feedback_user_id)
        )

    def _users_as_domain(self):
        """Who may be assigned, for a client that searches for a user."""
        ids = self.env["ir.model.data"]  # keeps them in a cache, as ref() does not
        agents = ids._xmlid_to_res_id("social_inbox.group_social_inbox_agent")
        return [
            ["all_group_ids", "in", [agents]],
            ["company_ids", "in", self.company_id.ids],
        ]

    def _linked_as_dict(self, name, stage):
        """The ticket or idea; what it is called is shown to whoever sees the twist.

        :param stage: the record's field that says how far it is
        """
        record = self[name]
        if not record:
            return False
        can_open = record.has_access("read")
        return {
            "id": record.id,
            "model": record._name,
            "name": record.sudo().display_name,
            "stage": label_of(record, stage) if can_open else "",
            "can_open": can_open,
        }

    def _feedback_as_dict(self, teller):
        if not self.feedback:
            return False
        return {
            "html": self.feedback,  # sanitised when it was taken
            "who": teller["name"] if teller else "",
            "when": as_text(self.feedback_date),
            "source": self._feedback_source(),
            "due": self.feedback_due,
        }


class SocialProfile(models.Model):
    _inherit = "social.profile"

    def _as_sender(self):
        first = self.env["social.message"].search_fetch(
            [("profile_id", "=", self.id)], ["date"], order="date", limit=1
        )
        return {
            "id": self.id,
            "name": self.display_name,
            "handle": self.handle or "",
            "url": self.url or "",
            "platform": self._platform_labels().get(self.platform, self.platform),
            "followers": self.followers,
            "is_blocked": self.is_blocked,
            "tags": [
                {"id": tag.id, "name": tag.name, "color": tag.color}
                for tag in self.tag_ids
            ],
            "message_count": self.message_count,
            "first_date": as_text(first.date),
            "last_date": as_text(self.last_message_date),
        }

    def _community_as_dict(self):
        """Whether the author joined, and the last invitation."""
        last = self.env["social.invitation"].search_fetch(
            [("profile_id", "=", self.id)], ["state", "date", "expiry_date"], limit=1
        )
        return {
            "state": label_of(self, "opt_in"),
            "since": as_text(self.opt_in_date),
            "is_member": self.opt_in == "successful",
            "invitation": last._as_last() if last else False,
        }


class SocialInvitation(models.Model):
    _inherit = "social.invitation"

    def _as_last(self):
        return {
            "id": self.id,
            "state": label_of(self, "state"),
            "date": as_text(self.date),
            "expiry_date": as_text(self.expiry_date),
        }


def as_text(moment):
    """A date or moment as the client reads it; "" if there is none."""
    if not moment:
        return ""
    is_moment = hasattr(moment, "hour")
    return (fields.Datetime if is_moment else fields.Date).to_string(moment)


def label_of(record, name):
    """What a selection or a many2one says to the reader; "" if it is empty."""
    field, value = record._fields[name], record[name]
    if field.type == "many2one":
        return value.sudo().display_name or ""  # as Odoo names whatever is linked
    return dict(field._description_selection(record.env)).get(value, "")
