"""What the screen reads of an opened twist, and that it says what the server does."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models import phases
from .common import ArrivalCase, compose

QUERIES = 26  # of one twist with all that is shown of it
GONE = 2**31 - 1


class ReadCase(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twist = cls.twist_in("listen").with_user(cls.agent)
        cls.other = cls.twist_in("listen").with_user(cls.agent)
        cls.twists = cls.env["social.twist"].with_user(cls.agent)

    def link(self, twist):
        person = self.env["res.partner"].create(
            {"name": "Ana", "email": twist.profile_id.handle}
        )
        twist.profile_id.sudo()._assign_person(person, "contract")


@tagged("post_install", "-at_install")
class TestScreenRead(ReadCase):
    def foreign_twist(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        channel = self.new_offline_channel("Foreign", company_id=company.id)
        raw = compose("support@shop.example", From="Eve <eve@customer.example>")
        return self.arrive(raw, channel=channel).with_user(self.agent)

    def test_each_with_all_that_is_shown(self):
        result = (self.twist + self.other).screen_read(opened=self.twist.id)
        self.assertEqual(
            [pane["id"] for pane in result["panes"]], [self.twist.id, self.other.id]
        )
        for pane in result["panes"]:
            self.assertLessEqual(
                {"row", "actions", "conversation", "details", "composer"}, set(pane)
            )
            self.assertEqual(pane["row"]["id"], pane["id"])
            self.assertEqual(len(pane["conversation"]["messages"]), 1)

    def test_opening_is_reading_only_for_those_who_want_it(self):
        self.twist.screen_read(opened=self.twist.id)
        self.assertEqual(self.twist.unread_count, 1)
        self.agent.social_inbox_read_on_open = True
        both = self.twist + self.other
        result = both.screen_read(opened=self.twist.id)
        self.assertEqual(self.twist.unread_count, 0)
        self.assertEqual(self.other.unread_count, 1)  # read ahead, not seen
        unread = [pane["row"]["unread"] for pane in result["panes"]]
        self.assertEqual(unread, [0, 1])

    def test_nothing_to_be_read_anew_still_counts_as_opened(self):
        self.agent.social_inbox_read_on_open = True
        result = self.twists.screen_read(opened=self.twist.id)
        self.assertEqual(result["panes"], [])
        self.assertEqual(self.twist.unread_count, 0)

    def test_what_is_gone_does_not_hide_the_others(self):
        result = self.twists.browse((self.twist.id, GONE)).screen_read(
            opened=self.twist.id
        )
        self.assertEqual([pane["id"] for pane in result["panes"]], [self.twist.id])
        result = self.twists.browse(GONE).screen_read(opened=GONE)
        self.assertEqual(result["panes"], [])

    def test_a_twist_without_messages_is_shown_still(self):
        messages = self.env["social.message"]
        messages.search([("twist_id", "=", self.twist.id)]).unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.twists.screen_list({"phase": "listen"})["rows"]
        self.assertIn(self.twist.id, [row["id"] for row in rows])
        result = self.twist.screen_read(opened=self.twist.id)
        self.assertEqual([pane["id"] for pane in result["panes"]], [self.twist.id])

    def test_other_companies_stay_hidden(self):
        foreign = self.foreign_twist()
        self.assertEqual(foreign.screen_read()["panes"], [])
        self.assertEqual(self.twist.screen_read(opened=foreign.id)["records"], [])
        result = self.twists.screen_open({"phase": "listen"}, twist_id=foreign.id)
        self.assertIs(result["pane"], False)
        self.assertEqual(foreign.sudo().unread_count, 1)

    def test_portal_users_are_refused(self):
        portal = new_test_user(self.env, "social_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.twist.with_user(portal).screen_read()

    def test_queries(self):
        self.put(self.twist, "engage")
        self.link(self.twist)
        self.other.screen_read()  # groups, labels and rules are cached
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.agent.with_user(self.agent).all_group_ids)
        self.assertTrue(self.agent.with_user(self.agent).company_ids)
        before = self.env.cr.sql_log_count
        self.twist.screen_read()
        self.assertLessEqual(self.env.cr.sql_log_count - before, QUERIES)


@tagged("post_install", "-at_install")
class TestScreenActions(ReadCase):
    """Cell by cell: what the screen offers is what the server does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {"name": "A tent", "description": "It leaks."}
        )
        cls.idea = cls.env["social.idea"].create({"name": "Better tents"})
        cls.person = cls.env["res.partner"].create({"name": "Bea"})

    def calls(self, twist):
        """What each action calls in the end, by its name."""
        profile, message = twist.profile_id, twist.message_ids_social
        return {
            "next": twist.action_next_phase,
            "back": twist.action_previous_phase,
            "close": twist.action_close,
            "rate": lambda: message.rate(sentiment="good"),
            "assign_person": lambda: twist.assign_person(self.person, "contract"),
            "unlink_person": profile.action_unlink_person,
            "invite": lambda: twist.invite({"text": "Join us: {link}"}),
            "block_author": twist.action_block_author,
            "unblock_author": twist.action_unblock_author,
            "create_ticket": twist.create_ticket,
            "link_ticket": lambda: twist.link_ticket(self.ticket.id),
            "create_idea": lambda: twist.create_idea({"name": "A roof"}),
            "link_idea": lambda: twist.link_idea(self.idea.id),
        }

    def refusal(self, call):
        """What the server says to it, and nothing is changed by it."""
        with self.env.cr.savepoint() as savepoint:
            try:
                call()
            except UserError as error:
                return str(error)
            finally:
                savepoint.rollback()
                self.env.invalidate_all()
        return ""

    def check_cells(self, harmless=()):
        cells = [(phase, False) for phase in phases.ORDER]
        cells += [("closed", phase) for phase in phases.ORDER[:-1]]
        for phase, closed_from in cells:
            self.put(self.twist, phase, closed_from)
            [pane] = self.twist.screen_read()["panes"]
            calls = self.calls(self.twist)
            self.assertEqual(set(pane["actions"]), set(calls))
            for name, action in pane["actions"].items():
                with self.subTest(phase=phase, closed_from=closed_from, name=name):
                    if name not in harmless:
                        said = self.refusal(calls[name])
                        self.assertEqual(said, action["why_not"])

    def test_of_an_author_who_is_somebody(self):
        self.link(self.twist)
        self.check_cells()

    def test_of_an_author_who_is_nobody(self):
        self.assertFalse(self.twist.partner_id)
        # of nobody no link is taken away, which hurts nothing
        self.check_cells(harmless=("unlink_person", "invite"))
        for phase in phases.ALLOWED["invite"]:
            self.put(self.twist, phase)
            self.assertTrue(self.twist._screen_actions()["invite"]["why_not"])
            self.assertTrue(self.refusal(self.calls(self.twist)["invite"]))

    def test_moves_lead_where_they_say(self):
        for phase in phases.ORDER:
            for name in ("next", "back", "close"):
                self.put(self.twist, phase, "engage" if phase == "closed" else False)
                action = self.twist._screen_actions()[name]
                if action["why_not"]:
                    continue
                with self.subTest(phase=phase, name=name):
                    self.calls(self.twist)[name]()
                    self.assertEqual(self.twist.phase, action["target"])
