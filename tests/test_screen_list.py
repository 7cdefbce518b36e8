"""What the list of the Social Inbox screen reads, and what many are told at once."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.social_twist_screen import OPEN_PHASES
from .common import ArrivalCase, compose

NOTHING = {"panes": [], "records": []}
QUERIES = 14  # of a list, however long


@tagged("post_install", "-at_install")
class TestScreenList(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twist = cls.twist_in("listen")
        cls.other = cls.twist_in("listen")
        cls.engaged = cls.twist_in("engage")
        cls.spam = cls.twist_in("listen")
        cls.spam.action_spam()
        cls.env.flush_all()
        cls.twists = cls.env["social.twist"].with_user(cls.agent)

    def query(self, **values):
        """Of this test's channel only, so that demo twists count for nothing."""
        return {"phase": "listen", "channel_id": self.channel.id, **values}

    def ids(self, **values):
        rows = self.twists.screen_list(self.query(**values), limit=200)["rows"]
        return {row["id"] for row in rows}

    # -- reading -------------------------------------------------------------------

    def test_open_gives_all_that_is_drawn_first(self):
        result = self.twists.screen_open(self.query(), twist_id=self.twist.id)
        phases = [phase["code"] for phase in result["setup"]["phases"]]
        self.assertEqual(phases, OPEN_PHASES)
        self.assertTrue(all(phase["help"] for phase in result["setup"]["phases"]))
        self.assertEqual(result["setup"]["me"]["id"], self.agent.id)
        self.assertFalse(result["setup"]["can_configure"])
        self.assertEqual(result["pane"]["id"], self.twist.id)
        self.assertEqual(len(result["rows"]), 2)

    def test_a_twist_that_is_gone_is_no_error(self):
        result = self.twists.screen_refresh(self.query(), twist_id=2**31 - 1)
        self.assertIs(result["pane"], False)

    def test_a_neighbour_that_is_gone_hides_nothing(self):
        gone = self.twists.browse(2**31 - 1)
        twist = self.twists.browse(self.twist.id)
        panes = (twist | gone).screen_read(opened=twist.id)["panes"]
        self.assertEqual([pane["id"] for pane in panes], twist.ids)
        self.assertEqual(gone.screen_read(opened=gone.id), NOTHING)
        other = self.env["res.company"].create({"name": "Other Company"})
        channel = self.new_offline_channel("Foreign", company_id=other.id)
        raw = compose("support@shop.example", From="Eve <eve@customer.example>")
        foreign = self.arrive(raw, channel=channel).with_user(self.agent)
        self.assertEqual((twist | foreign).screen_read()["panes"][0]["id"], twist.id)
        self.assertEqual(foreign.screen_read(opened=foreign.id), NOTHING)

    def test_nonsense_is_refused_in_words(self):
        for values in (
            {"domain": "name"},
            {"domain": [["name", "="]]},
            {"domain": [["name", "is like", "x"]]},
            {"domain": [["nobody", "=", 1]]},
            {"domain": [["message_ids", "any!", []]]},
            {"domain": [["name; DROP TABLE social_twist", "=", 1]]},
            {"domain": ["&", "|"]},
            {"channel_id": "1"},
            {"channel_id": [1]},
            {"assignee": ["mine"]},
            {"order": {"id": 1}},
            {"order": ["id"]},
            {"phase": ["listen"]},
            {"phase": "closed"},
        ):
            query = self.query(**values)
            for call in (self.twists.screen_list, self.twists.screen_ids):
                with self.subTest(values), self.assertRaises(UserError):
                    call(query)
        for query in (None, "listen", []):
            with self.assertRaises(UserError):
                self.twists.screen_list(query)
        for values in ({"offset": "x"}, {"limit": "40; SELECT"}, {"limit": None}):
            with self.assertRaises(UserError):
                self.twists.screen_list(self.query(), **values)
        rows = self.twists.screen_list(self.query(), offset=-5, limit=-1)["rows"]
        self.assertEqual(len(rows), 1)
        with self.assertRaises(UserError):
            self.twists.browse(self.twist.id).conversation(limit="all")

    def test_what_a_colleague_moved_meanwhile_is_not_moved_again(self):
        both = (self.twist | self.other).with_user(self.agent)
        self.other.action_next_phase()
        seen = both.with_context(social_inbox_from="listen")
        params = seen.action_next_phase()["params"]
        self.assertEqual(params["done"], 1)
        self.assertEqual(params["skipped"], [["It is in Understand already", 1]])
        self.assertEqual(set(both.mapped("phase")), {"understand"})
        seen = both.with_context(social_inbox_from="understand")
        self.other.action_next_phase()
        self.assertEqual(seen.action_previous_phase()["params"]["done"], 1)
        self.assertEqual(self.other.phase, "engage")

    def test_counts_equal_the_lists_they_open(self):
        self.twist.user_id = self.agent
        for values in (
            {},
            {"assignee": "mine"},
            {"assignee": "unassigned"},
            {"assignee": "waiting"},
            {"assignee": "mentions"},
            {"show_spam": True},
            {"domain": [("name", "ilike", "question")]},
        ):
            for phase in OPEN_PHASES:
                with self.subTest(phase=phase, **values):
                    query = self.query(phase=phase, **values)
                    result = self.twists.screen_list(query, limit=200)
                    self.assertEqual(result["counts"][phase], len(result["rows"]))
                    listed = [row["id"] for row in result["rows"]]
                    self.assertEqual(listed, self.twists.screen_ids(query))

    def test_filters(self):
        self.twist.user_id = self.agent
        self.assertEqual(self.ids(assignee="mine"), {self.twist.id})
        self.assertEqual(self.ids(assignee="unassigned"), {self.other.id})
        self.assertEqual(self.ids(phase="engage"), {self.engaged.id})
        self.assertEqual(self.ids(channel_id=2**31 - 1), set())

    def test_waiting_is_who_has_no_answer(self):
        self.env.flush_all()
        self.assertEqual(
            self.ids(assignee="waiting"),
            set((self.twist + self.other).filtered("waiting_since").ids),
        )

    def test_mentions_of_me(self):
        self.assertEqual(self.ids(assignee="mentions"), set())
        self.other.with_user(self.supervisor).message_post(
            body="Please look.",
            partner_ids=self.agent.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
        self.assertEqual(self.ids(assignee="mentions"), {self.other.id})

    def test_spam_is_hidden_until_asked_for(self):
        both = {self.twist.id, self.other.id}
        self.assertEqual(self.ids(), both)
        self.assertEqual(self.ids(show_spam=True), both | {self.spam.id})

    def test_orders(self):
        self.other.priority = "1"
        (self.twist + self.other).action_mark_read()
        self.twist.action_mark_unread()
        first = {"priority": self.other.id, "unread": self.twist.id}
        for order, twist_id in first.items():
            rows = self.twists.screen_list(self.query(order=order))["rows"]
            self.assertEqual(rows[0]["id"], twist_id, order)

    def test_pages_join_without_gap(self):
        query = self.query()
        whole = self.twists.screen_ids(query)
        pages = [
            self.twists.screen_list(query, offset=offset, limit=1)["rows"][0]["id"]
            for offset in range(len(whole))
        ]
        self.assertEqual(pages, whole)

    def test_no_such_phase(self):
        for phase in ("closed", "nowhere", None):
            with self.assertRaises(UserError):
                self.twists.screen_list(self.query(phase=phase))

    def test_sentiment_is_said_in_words(self):
        [row] = self.twists.screen_list(self.query(phase="engage"))["rows"]
        self.assertEqual(row["sentiment_label"], "")
        self.engaged.with_context(social_inbox_by_system=True).sudo().write(
            {"sentiment": "bad"}
        )
        [row] = self.twists.screen_list(self.query(phase="engage"))["rows"]
        self.assertEqual(row["sentiment_label"], "Bad")

    # -- who may -------------------------------------------------------------------

    def test_other_companies_are_not_listed(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "social_stranger",
            groups="social_inbox.group_social_inbox_agent",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        twists = self.env["social.twist"].with_user(stranger)
        result = twists.screen_list(self.query())
        self.assertEqual(result["rows"], [])
        self.assertEqual(set(result["counts"].values()), {0})
        self.assertEqual(twists.screen_ids(self.query()), [])

    def test_portal_users_are_refused(self):
        portal = new_test_user(self.env, "social_portal", groups="base.group_portal")
        twists = self.env["social.twist"].with_user(portal)
        for method in ("screen_open", "screen_list", "screen_refresh", "screen_ids"):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                getattr(twists, method)(self.query())

    # -- how much it costs ---------------------------------------------------------

    def count_queries(self, limit):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = self.twists.screen_list(self.query(), limit=limit)
        return self.env.cr.sql_log_count - before, len(result["rows"])

    def test_queries_do_not_grow_with_the_rows(self):
        for _number in range(40):
            self.twist_in("listen")
        self.twists.screen_list(self.query())  # groups and labels are cached
        few, _one = self.count_queries(1)
        many, rows = self.count_queries(40)
        self.assertEqual(rows, 40)
        self.assertEqual(few, many)
        self.assertLessEqual(many, QUERIES)

    # -- many at once, and back ----------------------------------------------------

    def undo(self, result):
        undo = result["params"]["undo"]
        records = self.env[undo["model"]].with_user(self.agent).browse(undo["ids"])
        return getattr(records, undo["method"])(*undo.get("args", []))

    @property
    def both(self):
        return (self.twist + self.other).with_user(self.agent)

    def test_assign_and_undo(self):
        self.twist.user_id = self.supervisor
        result = self.both.screen_assign(self.agent.id)
        self.assertEqual(self.both.user_id, self.agent)
        self.assertEqual(result["params"]["done"], 2)
        self.assertIn("2 assigned to", result["params"]["message"])
        self.undo(result)
        self.assertEqual(self.twist.user_id, self.supervisor)
        self.assertFalse(self.other.user_id)

    def test_tag_and_undo_leaves_what_was_tagged_before(self):
        tag = self.env["social.tag"].create({"name": "Screen List"})
        self.twist.tag_ids = tag
        result = self.both.screen_tag(tag.id)
        self.assertEqual(self.other.tag_ids, tag)
        self.assertEqual(result["params"]["done"], 1)
        self.undo(result)
        self.assertEqual(self.twist.tag_ids, tag)
        self.assertFalse(self.other.tag_ids)

    def test_priority_and_undo(self):
        self.twist.priority = "1"
        result = self.both.screen_priority(True)
        self.assertEqual(self.other.priority, "1")
        self.undo(result)
        self.assertEqual(self.twist.priority, "1")
        self.assertEqual(self.other.priority, "0")

    def test_read_and_undo(self):
        self.other.action_mark_read()
        result = self.both.screen_read_mark(False)
        self.assertEqual(self.twist.unread_count, 0)
        self.assertEqual(result["params"]["done"], 1)
        self.undo(result)
        self.assertEqual(self.twist.unread_count, 1)
        self.assertEqual(self.other.unread_count, 0)

    def test_unread_and_undo(self):
        self.both.action_mark_read()
        result = self.both.screen_read_mark(True)
        self.assertEqual(self.both.mapped("unread_count"), [1, 1])
        self.undo(result)
        self.assertEqual(self.both.mapped("unread_count"), [0, 0])

    def test_undo_of_reading_leaves_other_twists_alone(self):
        domain = [("twist_id", "=", self.engaged.id)]
        message = self.env["social.message"].search(domain, limit=1)
        self.engaged.action_mark_read()
        self.both.screen_read_again(message.ids, True)
        self.assertFalse(message.is_unread)

    def test_a_result_says_what_was_done_in_values_too(self):
        twists = (self.twist + self.engaged).with_user(self.agent)
        params = twists.action_next_phase()["params"]
        self.assertEqual(params["done"], 1)
        [[reason, count]] = params["skipped"]
        self.assertEqual(count, 1)
        self.assertIn(reason, params["message"])
        self.assertEqual(params["text"], "%(count)s moved to Understand")
        self.assertTrue(params["message"].startswith("1 moved to Understand"))

    def test_one_is_said_without_its_number(self):
        params = self.twist.with_user(self.agent).action_next_phase()["params"]
        self.assertEqual(params["message"], "Moved to Understand")
        self.assertEqual(params["text"], "%(count)s moved to Understand")
