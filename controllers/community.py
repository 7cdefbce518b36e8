"""The community: ideas that members read, vote on, discuss and suggest (A16, B19).

Whatever is shown is read with the visitor's own rights, so that record rules and the
access to fields decide. Pages work without JavaScript, too.
"""

import secrets

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools import mute_logger

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..connectors.text import one_line
from .parameters import LARGEST_ID, as_ids, as_text

HOME = "/ideas"
MINE = "/my/ideas"
PAGE = 20  # ideas
TITLE_LENGTH = 120  # characters, as are the others
TEXT_LENGTH = 10_000
COMMENT_LENGTH = 5_000
SEARCH_LENGTH = 200
KEY_LENGTH = 32
ORDERS = {
    "votes": "vote_count desc, id desc",
    "new": "create_date desc, id desc",
    "changed": "changed_date desc, id desc",
}
READ = {"type": "http", "website": True, "methods": ["GET"], "sitemap": False}
WRITE = {"type": "http", "auth": "user", "website": True, "methods": ["POST"]}
BADGES = {
    "new": "text-bg-light border",
    "review": "text-bg-info",
    "planned": "text-bg-warning",
    "done": "text-bg-success",
    "declined": "text-bg-light border text-muted",
}


class Community(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "social_idea_count" in counters:
            values["social_idea_count"] = self._count_mine()
        return values

    # -- reading -------------------------------------------------------------------

    @route([HOME, f"{HOME}/page/<int:page>"], auth="public", readonly=True, **READ)
    def ideas(self, page=1, **query):
        """Published ideas, narrowed by ``search``, ``stage``, ``tag``; ``sortby``."""
        if not self._may_read():
            return self._to_login()
        query = self._query(query)
        ideas = self._here()
        domain = self._domain(query)
        pages = pager(
            url=HOME,
            url_args={name: value for name, value in query.items() if value},
            total=ideas.search_count(domain),
            page=page,
            step=PAGE,
        )
        found = ideas.search(
            domain, order=ORDERS[query["sortby"]], limit=PAGE, offset=pages["offset"]
        )
        return request.render(
            "social_inbox.community_ideas",
            self._values(
                "social_ideas",
                ideas=found,
                pager=pages,
                query=query,
                tags=request.env["social.idea.tag"].search([]),
                orders=self._order_labels(),
            ),
        )

    @route(f"{HOME}/<int:idea_id>", auth="public", **READ)
    def idea(self, idea_id, **query):
        """One idea with its comments."""
        idea = self._idea(idea_id)
        if not idea:
            return self._not_shown()
        if target := self._merged_into(idea).get(idea):
            return request.redirect(target.access_url)
        return self._render_idea(idea)

    @route(MINE, auth="user", readonly=True, **READ)
    def my_ideas(self, **query):
        """What the user suggested, with what became of it, and what they voted on."""
        mine = self._all().search(self._mine(), order="create_date desc, id desc")
        merged = self._merged_into(mine)
        values = self._values("social_my_ideas", ideas=mine, merged=merged)
        return request.render("social_inbox.community_my_ideas", values)

    # -- taking part ---------------------------------------------------------------

    @route(f"{HOME}/<int:idea_id>/vote", **WRITE)
    def vote(self, idea_id, vote="1", back="", **post):
        """The button of a form, for browsers without JavaScript."""
        idea = self._known_idea(idea_id)
        try:
            self._vote(idea, vote == "1")
        except UserError as error:
            return self._render_idea(idea, error=str(error))
        return request.redirect(f"{HOME}#idea_{idea.id}" if back else idea.access_url)

    @route(f"{HOME}/vote", type="jsonrpc", auth="user")
    def vote_at_once(self, idea_id, vote):
        """The same button without loading the page again.

        :returns: {"voted": bool, "count": int} or {"error": what to do}
        """
        idea = self._idea(idea_id if isinstance(idea_id, int) else 0)
        if not idea:
            return {"error": request.env._("This idea is not here any more.")}
        try:
            self._vote(idea, bool(vote))
        except UserError as error:
            return {"error": str(error)}
        return {"voted": idea.is_voted, "count": idea.vote_count}

    @route(f"{HOME}/<int:idea_id>/follow", **WRITE)
    def follow(self, idea_id, follow="1", **post):
        """Whether the user hears of decisions by mail."""
        idea = self._known_idea(idea_id)
        idea.action_follow() if follow == "1" else idea.action_unfollow()
        return request.redirect(idea.access_url)

    @route(f"{HOME}/<int:idea_id>/comment", **WRITE)
    def comment(self, idea_id, text="", **post):
        idea = self._known_idea(idea_id)
        text = as_text(text).strip()
        if error := self._comment_error(text):
            return self._render_idea(idea, error=error, text=text)
        try:
            comment = idea._add_comment(text)
        except UserError as error:
            return self._render_idea(idea, error=str(error), text=text)
        return request.redirect(f"{HOME}/{comment.res_id}#comment_{comment.id}")

    @route(f"{HOME}/new", **{**WRITE, "methods": ["GET", "POST"], "sitemap": False})
    def suggest(self, title="", text="", key="", **post):
        """A form; similar ideas are shown once before a new one is made."""
        title, text = one_line(as_text(title)), as_text(text).strip()
        key = as_text(key)[:KEY_LENGTH] or secrets.token_hex(KEY_LENGTH // 2)
        tags = self._tags(request.httprequest.form.getlist("tag"))
        values = {"written": title, "text": text, "chosen": tags, "key": key}
        if request.httprequest.method == "GET":
            return self._render_form(**values)
        if request.env["social.idea"]._is_submitted(title, key):
            return request.redirect(MINE)
        if error := self._idea_error(title, text):
            return self._render_form(**values, error=error)
        similar = self._similar(title)
        if similar and not post.get("different"):
            return self._render_form(**values, similar=similar, asked=True)
        try:
            return request.redirect(self._create(title, text, tags, key))
        except UserError as error:
            return self._render_form(**values, error=str(error))

    @route(f"{HOME}/similar", type="jsonrpc", auth="user", readonly=True)
    def similar(self, title):
        """Ideas alike, while a title is being written.

        :returns: HTML; empty if there is none
        """
        found = self._similar(as_text(title)[:TITLE_LENGTH])
        return request.env["ir.qweb"]._render(
            "social_inbox.community_similar", {"similar": found, "badges": BADGES}
        )

    # -- what is asked for ---------------------------------------------------------

    def _may_read(self):
        """Members, colleagues, and everybody where the company wants it."""
        public = request.env.company.sudo().social_community_public
        return public or not request.env.user._is_public()

    def _to_login(self):
        path = request.httprequest.full_path.rstrip("?")
        return request.redirect_query("/web/login", {"redirect": path})

    def _not_shown(self):
        """Visitors may have to log in; for members it is not there."""
        if request.env.user._is_public():
            return self._to_login()
        raise request.not_found()

    def _all(self):
        """Ideas as far as the user may read them, archived ones too."""
        return request.env["social.idea"].with_context(active_test=False)

    def _idea(self, idea_id):
        """An idea that the user may read, archived ones too; else none."""
        ideas = self._all()
        if not 0 < idea_id <= LARGEST_ID:
            return ideas
        return ideas.search([("id", "=", idea_id)]).with_context(active_test=True)

    def _known_idea(self, idea_id):
        """The same, for what is done with it.

        :raises NotFound: there is none that the user may read
        """
        if idea := self._idea(idea_id):
            return idea
        raise request.not_found()

    def _here(self):
        """Ideas of the company whose pages these are, whichever others one is of.

        What was suggested or followed elsewhere is still read by its own address.
        """
        company = request.env.company
        return request.env["social.idea"].with_context(allowed_company_ids=company.ids)

    def _merged_into(self, ideas):
        """{duplicate: where it went}, as far as the user may read that."""
        # sudo: members do not read the field, since the other may be hidden
        targets = {idea: idea.sudo().merged_into_id.id for idea in ideas}
        wanted = [("id", "in", list(filter(None, targets.values())))]
        shown = {one.id: one for one in self._all().search(wanted)}
        return {idea: shown[id_] for idea, id_ in targets.items() if id_ in shown}

    def _published(self):
        return Domain("is_published", "=", True)

    def _similar(self, title):
        """Published or own ideas alike, also for agents, who may read others."""
        shown = self._published() | Domain(self._mine())
        return self._here()._similar(title, shown)

    def _mine(self):
        """Own ideas, by the system's word: members do not search for persons."""
        partner = request.env.user.partner_id
        own = [("partner_id", "=", partner.id)]
        return [("id", "in", self._all().sudo().search(own).ids)]

    def _count_mine(self):
        return request.env["social.idea"].search_count(self._mine())

    def _query(self, query):
        """What the address asks for, as far as there is such a thing."""
        asked = {name: as_text(value) for name, value in query.items()}
        stage, sortby = asked.get("stage"), asked.get("sortby")
        return {
            "search": asked.get("search", "")[:SEARCH_LENGTH].strip(),
            "stage": stage if stage in BADGES else "",
            "tag": self._tags([asked.get("tag")]).id or "",
            "sortby": sortby if sortby in ORDERS else "votes",
        }

    def _tags(self, ids):
        return request.env["social.idea.tag"].search([("id", "in", as_ids(ids))])

    def _domain(self, query):
        domain = self._published()
        if query["search"]:
            domain &= Domain("search_text", "ilike", query["search"])
        if query["stage"]:
            domain &= Domain("stage", "=", query["stage"])
        if query["tag"]:
            domain &= Domain("tag_ids", "in", [query["tag"]])
        return domain

    # -- what is written -----------------------------------------------------------

    def _vote(self, idea, wanted):
        return idea.action_vote() if wanted else idea.action_unvote()

    def _comment_error(self, text):
        if not text:
            return request.env._("Write a comment first.")
        return self._length_error(request.env._("The comment"), text, COMMENT_LENGTH)

    def _idea_error(self, title, text):
        if not title:
            return request.env._("Give your idea a title.")
        return self._length_error(
            request.env._("The title"), title, TITLE_LENGTH
        ) or self._length_error(request.env._("The description"), text, TEXT_LENGTH)

    def _length_error(self, what, text, limit):
        if len(text) <= limit:
            return ""
        return request.env._(
            "%(what)s has %(length)s characters; %(limit)s are allowed.",
            what=what,
            length=len(text),
            limit=limit,
        )

    def _create(self, title, text, tags, key):
        """Where to go next; a form that was sent twice makes one idea."""
        try:
            with mute_logger("odoo.sql_db"), request.env.cr.savepoint():
                idea = request.env["social.idea"]._submit(title, text, tags, key)
        except UniqueViolation:  # both clicks are being worked on
            return MINE
        return f"{MINE}?new={idea.id}"

    # -- pages ---------------------------------------------------------------------

    def _values(self, page_name, **values):
        labels = request.env["social.idea"]._fields["stage"]
        return {
            **self._prepare_portal_layout_values(),
            "page_name": page_name,
            "badges": BADGES,
            "stages": dict(labels._description_selection(request.env)),
            "is_member": not request.env.user._is_public(),
            **values,
        }

    def _order_labels(self):
        return {
            "votes": request.env._("Most votes"),
            "new": request.env._("Newest"),
            "changed": request.env._("Recently changed"),
        }

    def _render_idea(self, idea, error="", text=""):
        return request.render(
            "social_inbox.community_idea",
            self._values(
                "social_idea",
                idea=idea,
                comments=idea._comments(),
                comment_length=COMMENT_LENGTH,
                error=error,
                text=text,
                is_agent=request.env.user.has_group(
                    "social_inbox.group_social_inbox_agent"
                ),
            ),
        )

    def _render_form(self, **values):
        return request.render(
            "social_inbox.community_new",
            self._values(
                "social_idea_new",
                tags=request.env["social.idea.tag"].search([]),
                title_length=TITLE_LENGTH,
                text_length=TEXT_LENGTH,
                is_moderated=self._is_moderated(),
                **values,
            ),
        )

    def _is_moderated(self):
        at_once = request.env.company.sudo().social_community_publish
        return request.env.user.share and not at_once
