"""What the Social Inbox screen reads: lists, counts and opened twists, a call each."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from . import phases
from .screen_query import NUMBERS, checked_number, checked_query

AGENTS = "social_inbox.group_social_inbox_agent"
ADMINISTRATORS = "social_inbox.group_social_inbox_administrator"
OPEN_PHASES = [code for code in phases.ORDER if code != "closed"]
ORDERS = {
    "newest": "last_message_date desc, id desc",
    "waiting": "waiting_since, last_message_date, id",
    "priority": "priority desc, last_message_date desc, id desc",
    "due": "due_date, last_message_date, id",
    "unread": "unread_count desc, last_message_date desc, id desc",
}
PAGE_MAX = 200
ROW_FIELDS = [
    "name",
    "phase",
    "platform",
    "profile_id",
    "partner_id",
    "preview",
    "last_message_date",
    "unread_count",
    "message_count",
    "user_id",
    "tag_ids",
    "sentiment",
    "relevance",
    "waiting_since",
    "priority",
    "has_undelivered",
    "awaits_approval",
    "has_attachment",
    "feedback_due",
    "is_spam",
    "reply_until",
    "snoozed_until",
    "due_date",
    "due_soon_date",
]


class SocialTwist(models.Model):
    """The screen asks with a *query*, a dict: ``phase``, ``domain`` (of the search
    bar), ``channel_id``, ``campaign_id``, ``assignee`` ("", mine, unassigned, waiting,
    mentions), ``when`` ("" for all that are awake, overdue, soon, snoozed),
    ``show_spam``, ``order``
    (a key of ``ORDERS``). Everything is read by the rights of who asks (spec A3 to A6).
    """

    _inherit = "social.twist"

    # -- opening the screen --------------------------------------------------------

    @api.model
    def screen_open(self, query, limit=40, twist_id=None, tab=""):
        """All that the screen needs to be drawn first.

        :param twist_id: a twist to be shown at once, as in the address
        :param tab: as for ``presence``, which is asked for and told
        :returns: ``screen_list`` with ``setup``, and ``pane`` where one is shown
        """
        result = self.screen_list(query, limit=limit)
        result["setup"] = self._screen_setup()
        if tab:
            self.presence_ask(tab)
        if twist_id:
            result["pane"] = self._screen_pane(twist_id)
            if tab and result["pane"]:
                self.browse(twist_id).presence("viewing", tab)
        return result

    @api.model
    def _screen_setup(self):
        """What stays the same while the screen is open."""
        me = self.env.user
        icons = self.env["social.channel"]._platform_icons()
        channels = self.env["social.channel"].search_fetch(
            [], ["name", "platform", "state"]
        )
        agents = self.env["res.users"].search_fetch(
            [
                ("all_group_ids", "in", self.env.ref(AGENTS).id),
                ("company_ids", "in", self.env.companies.ids),
            ],
            ["name"],
        )
        return {
            "phases": self._screen_phases(),
            "channels": [
                {
                    "id": channel.id,
                    "name": channel.name,
                    "icon": icons.get(channel.platform, ""),
                    "connected": channel.state == "connected",
                }
                for channel in channels
            ],
            "campaigns": self._screen_campaigns(),
            "tags": self._screen_tags(),
            "agents": [{"id": user.id, "name": user.name} for user in agents],
            "me": {"id": me.id, "name": me.name},
            "can_configure": me.has_group(ADMINISTRATORS),
            "search_view_id": self.env.ref("social_inbox.social_twist_view_search").id,
            "action_id": self.env.ref("social_inbox.social_twist_action").id,
        }

    @api.model
    def _screen_phases(self):
        labels = self._phase_labels()
        return [
            {"code": code, "label": labels[code], "help": str(phases.HELP[code])}
            for code in OPEN_PHASES
        ]

    @api.model
    def _screen_campaigns(self):
        """Those that the reader belongs to; supervisors see all of the company."""
        campaigns = self.env["social.campaign"].search_fetch([], ["name"])
        return [{"id": one.id, "name": one.name} for one in campaigns]

    @api.model
    def _screen_tags(self):
        tags = self.env["social.tag"].search_fetch([], ["name", "color"])
        return [{"id": tag.id, "name": tag.name, "color": tag.color} for tag in tags]

    # -- the list ------------------------------------------------------------------

    @api.model
    def screen_list(self, query, offset=0, limit=40):
        """Rows of the phase from ``offset`` on, and how many each phase has.

        :returns: ``{"rows": [dict], "offset": int, "counts": {phase: int}}``
        """
        query = checked_query(self.browse(), query)
        domain = self._screen_domain(query)
        offset = checked_number(self.env, offset)
        twists = self.search_fetch(
            domain & Domain("phase", "=", self._screen_phase(query)),
            ROW_FIELDS,
            offset=offset,
            limit=max(1, min(checked_number(self.env, limit), PAGE_MAX)),
            order=ORDERS.get(query.get("order"), ORDERS["newest"]),
        )
        counted = self._read_group(domain, ["phase"], ["__count"])
        return {
            "rows": twists._screen_rows(),
            "offset": offset,
            "counts": dict.fromkeys(OPEN_PHASES, 0) | dict(counted),
        }

    @api.model
    def screen_refresh(self, query, offset=0, limit=40, twist_id=None):
        """The list again after changes, with the shown twist if it is among them.

        :returns: ``screen_list``, and ``pane``: the twist, or False if it is gone
        """
        result = self.screen_list(query, offset=offset, limit=limit)
        if twist_id:
            result["pane"] = self._screen_pane(twist_id)
        return result

    @api.model
    def screen_ids(self, query):
        """Ids of all twists of the list, in its order: "select all"."""
        query = checked_query(self.browse(), query)
        domain = self._screen_domain(query)
        domain &= Domain("phase", "=", self._screen_phase(query))
        order = ORDERS.get(query.get("order"), ORDERS["newest"])
        return self.search(domain, order=order).ids

    @api.model
    def _screen_phase(self, query):
        phase = query.get("phase")
        if phase not in OPEN_PHASES:
            raise UserError(self.env._("There is no such phase."))
        return phase

    @api.model
    def _screen_domain(self, query):
        """What a query asks for, in all open phases."""
        domain = Domain(query.get("domain") or [])
        is_shown = Domain("is_open", "=", True)
        if query.get("show_spam"):  # two partial indexes, instead of none
            spam = Domain("is_spam", "=", True) & Domain("phase", "in", OPEN_PHASES)
            is_shown |= spam
        domain &= is_shown
        for name in NUMBERS:
            if chosen := query.get(name):
                domain &= Domain(name, "=", chosen)
        return domain & self._screen_assignee(query.get("assignee"))

    @api.model
    def _screen_assignee(self, assignee):
        me = self.env.user
        return {
            "mine": Domain("user_id", "=", me.id),
            "unassigned": Domain("user_id", "=", False),
            "waiting": Domain("waiting_since", "!=", False),
            "mentions": Domain("message_ids.partner_ids", "in", me.partner_id.ids),
        }.get(assignee, Domain.TRUE)

    def _screen_rows(self):
        """A dict each, as the list draws it; a constant number of queries."""
        icons = self.env["social.channel"]._platform_icons()
        drafts = self._draft_marks()
        pictured = self.partner_id._with_picture()
        sentiments = dict(self._fields["sentiment"]._description_selection(self.env))
        # sudo: whoever reads a twist reads who began it, even if no message is left
        self.profile_id.sudo().fetch()
        return [
            {
                **twist._screen_row(),
                "icon": icons.get(twist.platform, ""),
                "has_draft": twist.id in drafts,
                "sentiment_label": sentiments.get(twist.sentiment, ""),
                "author": twist._screen_author(pictured),
            }
            for twist in self
        ]

    def _screen_row(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "phase": self.phase,
            "platform": self.platform,
            "preview": self.preview or "",
            "last_message_date": fields.Datetime.to_string(self.last_message_date),
            "unread": self.unread_count,
            "message_count": self.message_count,
            "user": {"id": self.user_id.id, "name": self.user_id.name or ""},
            "tags": [
                {"id": tag.id, "name": tag.name, "color": tag.color}
                for tag in self.tag_ids
            ],
            "sentiment": self.sentiment or "",
            "relevance": self.relevance or "",
            "waiting_since": fields.Datetime.to_string(self.waiting_since),
            "reply_until": fields.Datetime.to_string(
                self.waiting_since and self.reply_until
            ),
            "priority": self.priority == "1",
            "has_undelivered": self.has_undelivered,
            "has_attachment": self.has_attachment,
            "feedback_due": self.feedback_due,
            "is_spam": self.is_spam,
        }

    def _screen_author(self, pictured):
        author, person = self.profile_id, self.partner_id
        url = f"/web/image/res.partner/{person.id}/avatar_128"
        return {
            "id": author.id,
            "name": author.display_name or self.env._("Unknown"),
            "handle": author.handle or "",
            "person": person.id,
            "image": url if person in pictured else author._picture(),
        }

    # -- opened twists -------------------------------------------------------------

    def screen_read(self, opened=None, tab=""):
        """These twists with all that is shown of them; not those that are gone.

        :param opened: id of the twist that its reader sees now; for those who want it
            so that counts as reading, and colleagues see who views it
        :param tab: as for ``presence``
        :returns: ``{"panes": [dict], "records": list}``: of each twist ``id``, ``row``,
            ``actions``, ``conversation``, ``details``, ``composer``; and of the opened
            one what ``screen_person_records`` says
        """
        self.browse().check_access("read")
        readable = (self | self.browse(opened or ()))._readable()
        shown = readable.filtered(lambda twist: twist.id == opened)
        if shown:
            shown.action_opened()
            if tab:
                shown.presence("viewing", tab)
        return {
            "panes": (readable & self)._screen_panes(),
            "records": shown.screen_person_records() if shown else [],
        }

    @api.model
    def _screen_pane(self, twist_id):
        """A shown twist with the person's records; False if there is none (any more)
        that the reader may see."""
        twist = self.search([("id", "=", twist_id)])
        if not twist:
            return False
        return twist._screen_panes()[0] | {"records": twist.screen_person_records()}

    def _screen_panes(self):
        self.profile_id.sudo().fetch(["tag_ids"])  # as in ``_screen_rows``
        rows = {row["id"]: row for row in self._screen_rows()}
        return [
            {
                "id": twist.id,
                "row": rows[twist.id],
                "actions": twist._screen_actions(),
                "conversation": twist.conversation(),
                "details": twist._screen_details(),
                "composer": twist._screen_composer(),
            }
            for twist in self
        ]

    def _readable(self):
        """Those that are there and may be read: the one that is read ahead may have
        gone, which must not hide the one that is opened."""
        found = set(self._search([("id", "in", self.ids)]).get_result_ids())
        return self.browse(id_ for id_ in self.ids if id_ in found)

    def _screen_actions(self):
        """What can be done with a twist: label, and why not if it cannot.

        :returns: ``{name: {"label", "why_not", "target"}}``; ``target`` is the phase
            that a move leads to
        """
        self.ensure_one()
        rate = {"label": self.env._("Rate"), "why_not": self._not_allowed("rate")}
        return {**self._screen_moves(), "rate": rate, **self._details_actions()}

    def _screen_moves(self):
        labels = self._phase_labels()
        is_closed = self.phase == "closed"
        preceding = phases.preceding(self.phase, self.closed_from)
        moves = {
            "next": (phases.following(self.phase), phases.NO_NEXT),
            "back": (preceding, phases.NO_PREVIOUS),
            "close": ("" if is_closed else "closed", phases.REFUSED["close"]),
        }
        return {
            name: {
                "label": self.env._("Move to %s", labels[target]) if target else "",
                "why_not": self._refusal(target) if target else str(without),
                "target": target,
            }
            for name, (target, without) in moves.items()
        }
