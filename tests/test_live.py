"""What open screens are told: that twists changed, and who is at work on them."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..connectors.types import DeletionEvent, EditEvent
from ..models.social_twist_live import MOST_IDS
from .common import ArrivalCase, compose

TWISTS = "social_inbox/twists"
PRESENCE = "social_inbox/presence"
TAB = "4k2j1x"


class LiveCase(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agents = cls.env.ref("social_inbox.group_social_inbox_agent")
        cls.person = cls.env["res.partner"].create({"name": "Ana"})

    def new_twist(self, phase="listen"):
        return self.twist_in(phase).with_user(self.agent)

    def engaged(self):
        """A twist whose author is known."""
        twist = self.new_twist("engage")
        twist.assign_person(self.person, "consent")
        return twist

    def sent(self, change, kind=TWISTS):
        """What is told of a kind until the end of the transaction, in order.

        :param change: what is done in it
        """
        self.env.flush_all()
        self.env.cr.flush()
        told = []

        def note(_bus, target, notification_type, message):
            if notification_type == kind:
                self.assertEqual(target, self.agents)
                told.append(message)

        with patch.object(type(self.env["bus.bus"]), "_sendone", note):
            change()
            self.env.cr.flush()
        return told

    def assertTold(self, change, *twists):
        """Exactly one message, that names these twists alone."""
        ids = sorted({one for twist in twists for one in twist.ids})
        self.assertEqual(self.sent(change), [{"ids": ids}])


@tagged("post_install", "-at_install")
class TestChanges(LiveCase):
    def test_reading_spam_and_rating(self):
        twist = self.new_twist("understand")
        message = twist.message_ids_social
        self.assertTold(twist.action_mark_read, twist)
        self.assertTold(twist.action_mark_unread, twist)
        self.assertTold(message.action_mark_read, twist)
        self.assertTold(message.action_spam, twist)
        self.assertTold(twist.action_not_spam, twist)
        self.assertTold(lambda: message.rate(sentiment="bad"), twist)
        self.assertTold(twist.action_block_author, twist)

    def test_what_is_written_on_a_twist(self):
        twist = self.new_twist()
        tag = self.env["social.tag"].create({"name": "Tents"})
        for values in (
            {"user_id": self.agent.id},
            {"tag_ids": [Command.link(tag.id)]},
            {"priority": "1"},
            {"name": "Another title"},
        ):
            self.assertTold(lambda values=values: twist.write(values), twist)
        self.assertTold(twist.action_next_phase, twist)
        self.assertTold(twist.move_ids[0].with_user(self.agent).action_undo, twist)

    def test_all_in_one_message(self):
        twists = self.new_twist("understand") | self.new_twist("understand")

        def change():
            twists[0].user_id = self.agent
            twists.action_mark_read()
            twists[1].action_spam()
            twists[0].message_post(body="Look at this")
            twists[0].assign_person(self.person, "consent")

        self.assertTold(change, twists)

    def test_a_person_of_an_author(self):
        """In each twist in which the author wrote, also below somebody else."""
        raw = compose("support@shop.example", Message_ID="<a@customer.example>")
        own = self.arrive(raw).with_user(self.agent)
        self.put(own, "understand")
        first = compose(
            "support@shop.example",
            From="Bea <bea@customer.example>",
            Message_ID="<b@customer.example>",
        )
        below = compose(
            "support@shop.example",
            Message_ID="<c@customer.example>",
            In_Reply_To="<b@customer.example>",
        )
        other = self.arrive(first, below)
        self.assertNotEqual(other.profile_id, own.profile_id)
        elsewhere = self.new_twist()
        assign = self.sent(lambda: own.assign_person(self.person, "consent"))
        self.assertEqual(assign, [{"ids": sorted((own | other).ids)}])
        self.assertNotIn(elsewhere.id, assign[0]["ids"])
        self.assertTold(own.profile_id.action_unlink_person, own, other)

    def test_merged_contacts(self):
        twist = self.engaged()
        kept = self.env["res.partner"].create({"name": "Ana Customer"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        ids = (kept | self.person).ids
        self.assertTold(lambda: wizard._merge(ids, kept), twist)
        self.assertEqual(twist.partner_id, kept)

    def test_answers(self):
        twist = self.engaged()
        self.assertTold(lambda: twist.respond("<p>We send a pole.</p>"), twist)
        answer = twist.message_ids_social.filtered("key")
        self.assertTold(answer.action_withdraw, twist)
        self.assertTold(answer.action_send_again, twist)
        system = answer.sudo()
        self.assertTold(lambda: system.write({"state": "sending"}), twist)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            self.assertTold(
                lambda: system._note({"state": "failed", "error": "Full"}), twist
            )

    def test_notes_and_activities(self):
        twist = self.new_twist()
        self.assertTold(
            lambda: twist.message_post(body="Look at this", message_type="comment"),
            twist,
        )
        note = twist.message_ids[0].sudo()  # as the chatter does
        self.assertTold(
            lambda: twist._message_update_content(note, body="Or not"), twist
        )
        self.assertTold(lambda: twist._message_update_content(note, body=""), twist)
        todo = "mail.mail_activity_data_todo"
        self.assertTold(lambda: twist.activity_schedule(todo), twist)
        self.assertTold(twist.activity_ids.action_done, twist)

    def test_edits_and_deletions_on_the_platform(self):
        twists = self.new_twist() | self.new_twist()
        events = [
            EditEvent(external_id=message.external_id, body="Otherwise")
            for message in twists.message_ids_social
        ]
        apply = self.env["social.message"].sudo()._apply_changes
        by_id = {event.external_id: [event] for event in events}
        self.assertTold(lambda: apply(self.channel, by_id), twists)
        gone = twists[0].message_ids_social.external_id
        deletion = {gone: [DeletionEvent(external_id=gone)]}
        self.assertTold(lambda: apply(self.channel, deletion), twists[0])

    def test_arrivals(self):
        mails = [
            compose("support@shop.example", From=f"{number}@customer.example")
            for number in range(3)
        ]
        arrived = []
        told = self.sent(lambda: arrived.append(self.arrive(*mails)))
        ids = {one for message in told for one in message["ids"]}
        self.assertEqual(ids, set(arrived[0].ids))

    def test_deleted_twists(self):
        twist = self.new_twist().sudo()
        ids = twist.ids
        self.assertEqual(self.sent(twist.unlink), [{"ids": ids}])

    def test_tags_are_shown_everywhere(self):
        tag = self.env["social.tag"].create({"name": "Tents"})
        everything = [{"ids": [], "all": True}]
        self.assertEqual(self.sent(lambda: tag.write({"color": 3})), everything)
        self.assertEqual(self.sent(tag.unlink), everything)

    def test_many_twists(self):
        many = list(range(1, MOST_IDS + 2))
        inbox = self.env["social.twist"]
        told = self.sent(lambda: inbox._notify_inbox(many))
        self.assertEqual(told, [{"ids": [], "all": True}])
        told = self.sent(lambda: inbox._notify_inbox(many[1:]))
        self.assertEqual(told, [{"ids": many[1:]}])
        self.assertEqual(self.sent(lambda: inbox._notify_inbox([])), [])

    def test_what_is_rolled_back_is_not_told(self):
        twist = self.new_twist()

        def change():
            with self.env.cr.savepoint() as savepoint:
                twist.priority = "1"
                savepoint.rollback()

        self.assertEqual(self.sent(change), [])

    def test_gathering_costs_no_query_a_twist(self):
        twists = self.new_twist() | self.new_twist() | self.new_twist()
        self.env.flush_all()
        self.env.cr.flush()
        with self.assertQueryCount(0, flush=False):
            for twist in twists:
                twist._notify_inbox(twist.ids)
        with self.assertQueryCount(4, flush=False):  # group, user, defaults, message
            self.env.cr.flush()


@tagged("post_install", "-at_install")
class TestLinked(LiveCase):
    def test_tickets(self):
        twist = self.engaged()
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "A pole", "description": "A pole"}
        )
        self.assertTold(lambda: twist._link_to(ticket), twist)
        self.assertTold(lambda: ticket.write({"name": "Two poles"}), twist)
        self.assertEqual(self.sent(lambda: ticket.write({"color": 3})), [])
        text = "<p>They are on their way.</p>"
        self.assertTold(lambda: ticket.write_social_feedback(text), twist)
        self.assertTold(ticket.unlink, twist)

    def test_ideas(self):
        twist = self.engaged()
        ideas = self.env["social.idea"].create([{"name": "Light"}, {"name": "Lighter"}])
        self.assertTold(lambda: twist._link_to(ideas[0]), twist)
        self.assertTold(lambda: ideas[0].write({"stage": "planned"}), twist)
        self.assertTold(lambda: ideas[0].merge_into(ideas[1]), twist)
        self.assertEqual(twist.idea_id, ideas[1])

    def test_nothing_linked_nothing_told(self):
        idea = self.env["social.idea"].create({"name": "Light"})
        self.assertEqual(self.sent(lambda: idea.write({"name": "Lighter"})), [])


@tagged("post_install", "-at_install")
class TestPresence(LiveCase):
    def test_only_ids_are_told(self):
        twist = self.new_twist()
        for state in ("viewing", "typing", "left"):
            [told] = self.sent(lambda s=state: twist.presence(s, TAB), PRESENCE)
            self.assertGreater(told.pop("at"), 1_700_000_000)
            self.assertEqual(
                told,
                {
                    "twist_id": twist.id,
                    "user_id": self.agent.id,
                    "state": state,
                    "tab": TAB,
                },
            )

    def test_asking(self):
        ask = self.env["social.twist"].with_user(self.agent).presence_ask
        [told] = self.sent(lambda: ask(TAB), "social_inbox/presence_ask")
        told.pop("at")
        self.assertEqual(told, {"user_id": self.agent.id, "tab": TAB})

    def test_presence_is_no_change(self):
        twist = self.new_twist()
        self.assertEqual(self.sent(lambda: twist.presence("viewing", TAB)), [])

    def test_only_of_what_one_may_read(self):
        twist = self.new_twist()
        stranger = new_test_user(self.env, "no_agent")
        elsewhere = new_test_user(
            self.env,
            "agent_elsewhere",
            groups="social_inbox.group_social_inbox_agent",
            company_id=self.env["res.company"].create({"name": "Elsewhere"}).id,
        )
        for user in (stranger, elsewhere):
            with self.assertRaises(AccessError):
                twist.with_user(user).presence("viewing", TAB)
        with self.assertRaises(AccessError):
            twist.with_user(stranger).presence_ask(TAB)

    def test_only_what_is_known_goes_out(self):
        twist = self.new_twist()
        for state, tab in (("dancing", TAB), ("viewing", "<b>"), ("viewing", "")):
            with self.assertRaises(UserError):
                twist.presence(state, tab)

    def test_costs(self):
        twist = self.new_twist()
        twist.presence("viewing", TAB)
        self.env.cr.flush()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            twist.presence("viewing", TAB)
            self.env.cr.flush()
