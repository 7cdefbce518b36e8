"""Campaigns: who sees what, where twists belong, reopening, extra fields."""

from copy import deepcopy
from dataclasses import replace
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..connectors.mail import MailConnector
from .common import ArrivalCase, compose

TO = "support@shop.example"
QUERY = {"phase": "listen"}
FIELDS = [
    {"name": "order_number", "string": "Order Number", "type": "char"},
    {"name": "amount", "string": "Amount", "type": "float"},
    {"name": "urgent", "string": "Urgent", "type": "boolean"},
    {"name": "day", "string": "Day", "type": "date"},
    {"name": "line", "string": "More", "type": "separator"},
    {
        "name": "wish",
        "string": "Wish",
        "type": "selection",
        "selection": [["refund", "Money Back"], ["repair", "Repair"]],
    },
    {
        "name": "marks",
        "string": "Marks",
        "type": "tags",
        "tags": [["new", "New", 1], ["old", "Old", 2]],
    },
    {"name": "shop", "string": "Shop", "type": "many2one", "comodel": "res.partner"},
]


class CampaignCase(ArrivalCase):
    """Two campaigns with a channel each, and a channel that is everybody's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls.new_agent("social_colleague")
        cls.stranger = cls.new_agent("social_stranger")
        cls.lead = cls.new_agent("social_lead")
        cls.sale = cls.new_campaign(
            "Sale", user_ids=cls.agent | cls.colleague, supervisor_ids=cls.lead
        )
        cls.recall = cls.new_campaign("Recall", user_ids=cls.stranger)
        cls.sale_channel = cls.new_offline_channel("Sales", campaign_id=cls.sale.id)
        cls.recall_channel = cls.new_offline_channel("Recalls")
        cls.recall.channel_ids = cls.recall_channel
        cls.sold = cls.twist_in("listen", channel=cls.sale_channel)
        cls.recalled = cls.twist_in("listen", channel=cls.recall_channel)
        cls.open = cls.twist_in("listen")
        cls.twists = cls.sold | cls.recalled | cls.open

    @classmethod
    def new_agent(cls, login, group="agent", **values):
        groups = f"social_inbox.group_social_inbox_{group}"
        return new_test_user(cls.env, login, groups=groups, **values)

    @classmethod
    def new_campaign(cls, name, **values):
        for names in ("user_ids", "supervisor_ids"):
            if names in values:
                values[names] = [Command.set(values[names].ids)]
        return cls.env["social.campaign"].create({"name": name, **values})

    def seen(self, user, model="social.twist", path="id"):
        """Those of our twists that a user sees, by a model's search."""
        records = self.env[model].with_user(user)
        found = records.search([(path, "in", self.twists.ids)]).sudo()
        return self.twists.browse(
            set(found.mapped("id" if path == "id" else "twist_id.id"))
        ).sorted("id")


@tagged("post_install", "-at_install")
class TestCampaignAccess(CampaignCase):
    def assertSees(self, user, twists):
        """By each model that tells of twists, and by each of the screen's calls."""
        others = (self.twists - twists).with_user(user)
        ids = Domain("id", "in", self.twists.ids)
        for model, path in (
            ("social.twist", "id"),
            ("social.message", "twist_id"),
            ("social.phase.move", "twist_id"),
        ):
            with self.subTest(user=user.login, model=model):
                self.assertEqual(self.seen(user, model, path), twists)
                for other in others:
                    record = self.env[model].search([(path, "=", other.id)], limit=1)
                    with self.assertRaises(AccessError):
                        record.with_user(user).read([])
        model = self.env["social.twist"].with_user(user)
        query = {**QUERY, "domain": list(ids)}
        listed = model.screen_open(query)
        self.assertEqual({row["id"] for row in listed["rows"]}, set(twists.ids))
        self.assertEqual(listed["counts"]["listen"], len(twists))
        self.assertEqual(set(model.screen_ids(query)), set(twists.ids))
        panes = self.twists.with_user(user).screen_read()["panes"]
        self.assertEqual({pane["id"] for pane in panes}, set(twists.ids))
        for other in others:
            again = model.screen_refresh(query, twist_id=other.id)
            self.assertFalse(again["pane"])
            self.assertFalse(model.screen_open(query, twist_id=other.id).get("pane"))
            for call in (
                other.conversation,
                other.action_next_phase,
                other.action_mark_read,
                other.action_assign_to_me,
                lambda other=other: other.post_note("x"),
                lambda other=other: other.respond_text("x"),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_agents_see_their_campaigns_and_what_is_everybodys(self):
        self.assertSees(self.agent, self.sold | self.open)
        self.assertSees(self.stranger, self.recalled | self.open)

    def test_agents_of_no_campaign_see_what_is_everybodys(self):
        self.assertSees(self.new_agent("social_new"), self.open)

    def test_supervisors_and_administrators_see_all(self):
        self.assertSees(self.supervisor, self.twists)
        self.assertSees(self.administrator, self.twists)

    def test_supervisors_of_a_campaign_see_all_of_it(self):
        self.assertSees(self.lead, self.sold | self.open)
        self.sale.is_restricted = True
        self.sold.user_id = self.colleague
        self.assertSees(self.lead, self.sold | self.open)

    def test_own_and_unassigned_only(self):
        self.sale.is_restricted = True
        self.assertSees(self.agent, self.sold | self.open)
        self.sold.user_id = self.agent
        self.assertSees(self.agent, self.sold | self.open)
        self.assertSees(self.colleague, self.open)
        self.open.user_id = self.colleague
        self.assertSees(self.agent, self.sold | self.open)
        self.sale.is_restricted = False
        self.assertSees(self.colleague, self.sold | self.open)

    def test_a_change_of_members_counts_at_once(self):
        self.assertSees(self.agent, self.sold | self.open)
        self.sale.user_ids -= self.agent
        self.assertSees(self.agent, self.open)
        self.recall.supervisor_ids += self.agent
        self.assertSees(self.agent, self.recalled | self.open)
        self.sale.user_ids += self.agent
        self.assertSees(self.agent, self.twists)

    def test_archiving_opens_nothing(self):
        self.recall.active = False
        self.assertSees(self.agent, self.sold | self.open)
        self.assertSees(self.stranger, self.recalled | self.open)
        later = self.twist_in("listen", channel=self.recall_channel)
        self.assertFalse(later.with_user(self.agent).has_access("read"))

    def test_giving_a_twist_away(self):
        self.sale.is_restricted = True
        mine = self.sold.with_user(self.agent)
        mine.action_assign_to_me()
        mine.write({"user_id": self.colleague.id})
        self.env.flush_all()
        self.assertFalse(mine.has_access("read"))
        self.assertSees(self.colleague, self.sold | self.open)

    def test_files_and_notes(self):
        note = self.recalled.message_post(body="A note", attachments=[("a.txt", b"a")])
        for record in (note, note.attachment_ids):
            self.assertTrue(record.with_user(self.stranger).has_access("read"))
            self.assertFalse(record.with_user(self.agent).has_access("read"))

    def test_leaders_are_counted_by_what_one_sees(self):
        for user, count in ((self.agent, 0), (self.stranger, 1)):
            search = self.env["social.leader.search"].with_user(user)
            search = search.create({"min_messages": 1, "period": "all"})
            search.action_show()
            found = search.leader_ids.profile_id & self.recalled.profile_id
            self.assertEqual(len(found), count)

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        values = {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        foreign = self.new_agent("social_foreign", "administrator", **values)
        theirs = self.new_campaign("Theirs", company_id=other.id, user_ids=foreign)
        self.assertSees(foreign, self.env["social.twist"])
        for user, campaigns in (
            (foreign, theirs),
            (self.supervisor, self.sale | self.recall),
            (self.agent, self.sale),
        ):
            model = self.env["social.campaign"].with_user(user)
            found = model.search([("id", "in", (theirs | self.sale | self.recall).ids)])
            self.assertEqual(found, campaigns)
        with self.assertRaises(AccessError):
            self.sale.with_user(foreign).read(["name"])
        for record in (self.sold, self.sale_channel):
            with self.assertRaises(UserError):
                record.campaign_id = theirs
        with self.assertRaises(ValidationError):
            self.sale.write({"company_id": other.id, "channel_ids": [Command.clear()]})

    def test_setup_names_the_readers_campaigns(self):
        names = {}
        for user in (self.agent, self.stranger, self.supervisor):
            setup = self.env["social.twist"].with_user(user).screen_open(QUERY)["setup"]
            names[user] = {one["name"] for one in setup["campaigns"]}
        self.assertEqual(names[self.agent], {"Sale"})
        self.assertEqual(names[self.stranger], {"Recall"})
        self.assertLessEqual({"Sale", "Recall"}, names[self.supervisor])

    def test_members_are_agents(self):
        employee = new_test_user(self.env, "social_none", groups="base.group_user")
        for name in ("user_ids", "supervisor_ids"):
            with self.assertRaisesRegex(ValidationError, "no right to work"):
                self.sale[name] += employee


@tagged("post_install", "-at_install")
class TestCampaignSpeed(CampaignCase):
    def select(self, model, user, domain):
        """The statement that searches, with the user's rules."""
        return self.env[model].with_user(user)._search(domain).select(SQL("count(*)"))

    def test_rules_look_up_nothing(self):
        self.sale.is_restricted = True
        for model, user in (
            ("social.twist", self.agent),
            ("social.twist", self.stranger),
            ("social.message", self.stranger),
        ):
            text = self.select(model, user, []).code
            self.assertIn("campaign_id", text)
            self.assertEqual(text.count("SELECT"), 1, text)

    def test_counts_are_read_in_the_index_alone(self):
        self.sale.is_restricted = True
        self.env.flush_all()
        domain = [("is_open", "=", True), ("phase", "=", "listen")]
        query = self.select("social.twist", self.agent, domain)
        for kind in ("seqscan", "bitmapscan"):  # of a few rows all is as cheap
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL(f"enable_{kind}")))
        # as of a vacuumed table: else any narrower index is as cheap
        self.env.cr.execute(
            "UPDATE pg_class SET relallvisible = 1000 WHERE relname = 'social_twist'"
        )
        rows = self.env.execute_query(SQL("EXPLAIN (COSTS OFF) %s", query))
        plan = "\n".join(row[0] for row in rows)
        self.assertRegex(plan, r"Index Only Scan using social_twist_\w+_idx")

    def test_the_indexes_hold_the_columns_of_the_rules(self):
        self.env.cr.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)",
            [["social_twist", "social_message"]],
        )
        known = dict(self.env.cr.fetchall())
        for name in (
            "social_twist_open_idx",
            "social_twist_recent_idx",
            "social_message_recent_idx",
            "social_message_profile_idx",
        ):
            self.assertIn("campaign_id", known[name].split("INCLUDE")[1], name)


@tagged("post_install", "-at_install")
class TestCampaignTwists(CampaignCase):
    def test_twists_and_messages_come_with_the_channels_campaign(self):
        self.assertEqual(self.sold.campaign_id, self.sale)
        self.assertEqual(self.recalled.campaign_id, self.recall)
        self.assertFalse(self.open.campaign_id)
        for twist in self.twists:
            self.assertEqual(twist.message_ids_social.campaign_id, twist.campaign_id)

    def test_what_follows_stays_in_the_twists_campaign(self):
        first = compose(TO, Message_ID="<one@customer.example>")
        twist = self.arrive(first, channel=self.sale_channel)
        twist.campaign_id = self.recall
        self.sale_channel.campaign_id = False
        answer = compose(TO, In_Reply_To="<one@customer.example>", Subject="Re: x")
        self.assertEqual(self.arrive(answer, channel=self.sale_channel), twist)
        self.assertEqual(twist.campaign_id, self.recall)
        self.assertEqual(len(twist.message_ids_social), 2)
        for message in twist.message_ids_social:
            self.assertEqual(message.campaign_id, self.recall)
        self.put(twist, "engage")
        person = self.env["res.partner"].create({"name": "Ana"})
        twist.profile_id._assign_person(person, "contract")
        sent = twist.with_user(self.stranger).respond("<p>Yes</p>")
        self.assertEqual(sent.campaign_id, self.recall)

    def test_supervisors_change_the_campaign(self):
        for user in (self.agent, self.lead):
            for campaign in (self.recall, self.sale, self.env["social.campaign"]):
                with self.assertRaisesRegex(AccessError, "supervisor"):
                    self.sold.with_user(user).write({"campaign_id": campaign.id})
        with self.assertRaises(AccessError):
            self.sold.with_user(self.agent).with_context(
                social_inbox_by_system=True
            ).write({"campaign_id": False, "phase": "closed"})
        self.sold.with_user(self.supervisor).campaign_id = self.recall
        self.env.flush_all()
        self.assertEqual(self.sold.message_ids_social.campaign_id, self.recall)
        self.assertFalse(self.sold.with_user(self.agent).has_access("read"))
        self.assertTrue(self.sold.with_user(self.stranger).has_access("read"))

    def test_who_is_assigned_belongs_to_the_campaign(self):
        with self.assertRaisesRegex(ValidationError, "belong to the campaign Sale"):
            self.sold.with_user(self.agent).user_id = self.stranger
        for user in (self.colleague, self.lead, self.supervisor):
            self.sold.with_user(self.agent).user_id = user
        self.sold.user_id = self.agent
        self.sold.with_user(self.supervisor).campaign_id = self.recall
        self.assertFalse(self.sold.user_id)
        domain = self.sold.with_user(self.supervisor)._screen_details()["twist"]
        users = self.env["res.users"].search(domain["user_domain"])
        self.assertIn(self.stranger, users)
        self.assertIn(self.supervisor, users)
        self.assertFalse(users & (self.agent | self.colleague | self.lead))

    def test_who_leaves_leaves_the_twists(self):
        closed = self.twist_in("closed", channel=self.sale_channel)
        (self.sold | closed).user_id = self.colleague
        self.sale.is_restricted = True
        self.sale.user_ids -= self.colleague
        self.assertFalse(self.sold.user_id)
        self.assertEqual(closed.user_id, self.colleague)
        self.assertTrue(self.sold.with_user(self.agent).has_access("write"))
        self.sold.user_id = self.supervisor
        self.sale.supervisor_ids -= self.lead
        self.assertEqual(self.sold.user_id, self.supervisor)

    def test_earlier_twists_are_taken_in(self):
        closed, sold = self.twist_in("closed"), self.sold
        self.open.user_id = self.stranger
        closed.user_id = self.colleague
        self.channel.campaign_id = self.sale
        campaign = self.sale.with_user(self.administrator)
        self.assertTrue(campaign.has_earlier_twists)
        for user in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                self.sale.with_user(user).action_take_twists()
        campaign.action_take_twists()
        self.assertFalse(campaign.has_earlier_twists)
        for twist in (self.open, closed, sold):
            self.assertEqual(twist.campaign_id, self.sale)
            self.assertEqual(twist.message_ids_social.campaign_id, self.sale)
        self.assertEqual(closed.user_id, self.colleague)
        self.assertFalse(self.open.user_id)
        self.assertEqual(self.recalled.campaign_id, self.recall)
        self.assertFalse(self.open.with_user(self.stranger).has_access("read"))

    def test_a_campaign_with_twists_is_archived_not_deleted(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.sale.unlink()

    def test_reopened_where_the_campaign_says(self):
        self.sale.reopen_phase = "engage"
        mails, twists = [], []
        channels = (self.sale_channel, self.channel)
        for number, channel in enumerate(channels):
            name = f"<first{number}@customer.example>"
            mail = compose(TO, Message_ID=name, Subject=name)
            twists.append(self.arrive(mail, channel=channel))
            mails.append(compose(TO, In_Reply_To=name))
            self.put(twists[-1], "closed", "process")
        for mail, channel, twist, phase in zip(
            mails, channels, twists, ("engage", "listen"), strict=True
        ):
            self.assertEqual(self.arrive(mail, channel=channel), twist)
            self.assertEqual(twist.phase, phase)
            self.assertTrue(twist.is_open)
            move = twist.move_ids[0]
            self.assertEqual((move.cause, move.to_phase), ("reply", phase))

    def test_a_batch_costs_the_same_however_large(self):
        counts = []
        self.sale.property_definition = FIELDS
        for size in (1, 5, 20):
            mails = [compose(TO) for _one in range(size)]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.arrive(*mails, channel=self.sale_channel)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_filter_of_the_screen(self):
        model = self.env["social.twist"].with_user(self.supervisor)
        query = {**QUERY, "campaign_id": self.sale.id}
        listed = model.screen_list(query)
        self.assertEqual([row["id"] for row in listed["rows"]], self.sold.ids)
        self.assertEqual(listed["counts"]["listen"], 1)
        self.assertEqual(model.screen_ids(query), self.sold.ids)
        self.assertFalse(model.with_user(self.stranger).screen_list(query)["rows"])
        for nonsense in ("1", [1], {}.keys(), 1.5):
            with self.assertRaises(UserError):
                model.screen_list({**QUERY, "campaign_id": nonsense or "x"})

    def test_connecting_into_a_campaign(self):
        wizard = self.env["social.connect"].with_user(self.administrator)
        wizard = wizard.create({"platform": "mail", "campaign_id": self.sale.id})
        channel = self.env["social.channel"].browse(wizard.action_next()["res_id"])
        self.assertEqual(channel.campaign_id, self.sale)

    def test_views(self):
        campaigns = self.env["social.campaign"].with_user(self.administrator)
        with Form(campaigns) as form:
            form.name = "Spring"
            form.user_ids.add(self.agent)
        campaign = form.record
        with Form(self.channel.with_user(self.administrator)) as form:
            form.campaign_id = campaign
        self.assertEqual(campaign.channel_ids, self.channel)
        self.assertEqual(campaign.open_twist_count, 0)
        self.open.campaign_id = campaign
        campaign.invalidate_recordset()
        self.assertEqual(campaign.open_twist_count, 1)
        domain = campaign.action_view_twists()["domain"]
        self.assertEqual(self.env["social.twist"].search(domain), self.open)


@tagged("post_install", "-at_install")
class TestCampaignSender(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.put(cls.sold, "engage")
        cls.sale_channel.account_name = TO
        person = cls.env["res.partner"].create({"name": "Ana"})
        cls.sold.profile_id._assign_person(person, "contract")
        cls.answer = cls.sold.with_user(cls.agent).respond("<p>Yes</p>")

    def account(self):
        return self.sold.with_user(self.agent)._screen_composer()["sender"]["account"]

    def test_without_one_the_channel_speaks(self):
        self.assertIsNone(self.answer.sudo()._as_reply().sender)
        self.assertEqual(self.account(), TO)

    def test_answers_are_sent_in_the_campaigns_name(self):
        self.sale.write({"sender_name": "Sale", "sender_address": "sale@shop.example"})
        sender = self.answer.sudo()._as_reply().sender
        self.assertEqual((sender.handle, sender.name), ("sale@shop.example", "Sale"))
        self.assertEqual(self.account(), "sale@shop.example")
        self.sale.sender_address = False
        self.assertEqual(self.account(), TO)
        limits = replace(MailConnector.limits, has_sender=False)
        with patch.object(MailConnector, "limits", limits):
            self.assertIsNone(self.answer.sudo()._as_reply().sender)

    def test_what_a_colleague_writes_from_it_is_ours(self):
        self.sale.sender_address = "Sale@shop.example"
        [asked] = self.sold.message_ids_social.filtered(
            lambda one: one.direction == "inbound"
        )
        mail = compose(TO, From="sale@shop.example", In_Reply_To=asked.external_id)
        self.assertEqual(self.arrive(mail, channel=self.sale_channel), self.sold)
        answer = self.sold.message_ids_social.sorted("id")[-1]
        self.assertEqual((answer.direction, answer.state), ("outbound", "sent"))
        mail = compose(TO, From="sale@shop.example")
        elsewhere = self.arrive(mail, channel=self.channel)
        self.assertEqual(elsewhere.message_ids_social.direction, "inbound")

    def test_the_address_is_one(self):
        for nonsense in ("sale", "a@b.example, c@d.example", "a@b.example\nX: y"):
            with self.assertRaises(ValidationError, msg=nonsense):
                self.sale.sender_address = nonsense


@tagged("post_install", "-at_install")
class TestCampaignFields(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale.property_definition = FIELDS
        cls.shop = cls.env["res.partner"].create({"name": "Shop in Town"})

    def shown(self, twist, user):
        details = twist.with_user(user)._screen_details()["twist"]
        return {one["label"]: one["value"] for one in details["fields"]}

    def test_values_in_the_pane(self):
        mine = self.sold.with_user(self.agent)
        self.assertEqual(mine._screen_details()["twist"]["campaign"], "Sale")
        self.assertEqual(
            self.shown(self.sold, self.agent),
            {
                "Order Number": "",
                "Amount": "",
                "Urgent": "No",
                "Day": "",
                "Wish": "",
                "Marks": "",
                "Shop": "",
            },
        )
        mine.campaign_properties = {
            "order_number": "S00042",
            "amount": 1234.5,
            "urgent": True,
            "day": "2026-11-20",
            "wish": "repair",
            "marks": ["new", "old"],
            "shop": self.shop.id,
        }
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(
            self.shown(self.sold, self.agent),
            {
                "Order Number": "S00042",
                "Amount": "1,234.50",
                "Urgent": "Yes",
                "Day": "11/20/2026",
                "Wish": "Repair",
                "Marks": "New, Old",
                "Shop": "Shop in Town",
            },
        )
        found = [("campaign_properties.order_number", "=", "S00042")]
        self.assertEqual(self.env["social.twist"].search(found), self.sold)

    def test_no_campaign_no_fields(self):
        self.assertEqual(self.shown(self.open, self.agent), {})
        details = self.open.with_user(self.agent)._screen_details()["twist"]
        self.assertEqual(details["campaign"], "")
        self.assertEqual(self.shown(self.recalled, self.stranger), {})

    def test_agents_fill_in_and_do_not_define(self):
        twist = self.sold.with_user(self.agent)
        [values] = twist.read(["campaign_properties"])
        definition = values["campaign_properties"]
        definition.append(
            {
                "name": "more",
                "string": "More",
                "type": "char",
                "definition_changed": True,
            }
        )
        with self.assertRaises(AccessError):
            twist.write({"campaign_properties": deepcopy(definition)})
        self.assertEqual(len(self.sale.property_definition), len(FIELDS))
        self.sold.with_user(self.administrator).write(
            {"campaign_properties": definition}
        )
        self.assertEqual(len(self.sale.property_definition), len(FIELDS) + 1)
