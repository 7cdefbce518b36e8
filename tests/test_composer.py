"""What the composer shows before anything is sent, and the drafts it keeps."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ArrivalCase, compose

NEAR = {"body": "Your pole is on its way."}


class ComposerCase(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel.account_name = "support@shop.example"
        cls.twist = cls.twist_in("engage").with_user(cls.agent)
        cls.person = cls.env["res.partner"].create({"name": "Ana"})
        cls.twist.profile_id.sudo()._assign_person(cls.person, "contract")
        cls.drafts = cls.env["social.draft"]
        cls.files = cls.env["ir.attachment"]
        cls.colleague = new_test_user(
            cls.env,
            "social_colleague",
            groups="social_inbox.group_social_inbox_agent",
            name="Bea Colleague",
        )

    def foreign_twist(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        channel = self.new_offline_channel("Foreign", company_id=other.id)
        raw = compose("support@shop.example", From="Eve <eve@customer.example>")
        return self.arrive(raw, channel=channel).with_user(self.agent)

    def upload(self, name="pole.txt", user=None, **values):
        """A file as the composer uploads it."""
        values = {"res_model": "social.draft", "res_id": 0, **values}
        files = self.files.with_user(user or self.agent)
        return files.create({"name": name, "raw": b"A pole.", **values})

    def forget(self):
        """Nothing of the records is in memory but the caller's groups."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.agent.with_user(self.agent).all_group_ids)
        self.assertTrue(self.agent.with_user(self.agent).company_ids)

    def limited(self, **limits):
        connector = self.channel._connector_class()
        return patch.object(connector, "limits", replace(connector.limits, **limits))


@tagged("post_install", "-at_install")
class TestComposer(ComposerCase):
    def test_where_an_answer_goes(self):
        shown = self.twist._screen_composer()
        [message] = self.twist.message_ids_social
        self.assertTrue(shown["can_reply"])
        self.assertEqual((shown["why_not"], shown["do"]), ("", ""))
        self.assertEqual(shown["whom"]["name"], "Ana")
        self.assertEqual(shown["whom"]["address"], self.twist.profile_id.handle)
        self.assertEqual(
            shown["sender"],
            {"name": "Offline Mailbox", "account": "support@shop.example"},
        )
        self.assertEqual(shown["visibility"], "private")
        self.assertEqual(shown["visibilities"], ["private"])
        self.assertEqual(shown["subject"], "Re: A question")
        self.assertTrue(shown["has_subject"])
        self.assertTrue(shown["is_html"])
        self.assertEqual(shown["message_id"], message.id)
        self.assertEqual(shown["last_message_id"], message.id)
        self.assertEqual(shown["limits"]["bytes"], 25 * 1024 * 1024)
        self.assertEqual(shown["drafts"], {"reply": False, "note": False})
        self.assertFalse(shown["feedback"])
        self.assertEqual((shown["is_other_author"], shown["automatic"]), (False, ""))

    def test_a_draft_stays_with_whom_it_was_begun_for(self):
        [first] = self.twist.message_ids_social
        self.twist.save_draft("reply", {**NEAR, "message_id": first.id})
        raw = compose(
            "support@shop.example",
            From="Eve <eve@customer.example>",
            In_Reply_To=first.sudo().external_id,
            Date="Sat, 21 Nov 2026 10:00:00 +0100",
        )
        self.assertEqual(self.arrive(raw), self.twist)
        newer = self.twist.message_ids_social - first
        shown = self.twist._screen_composer()
        self.assertEqual(
            (shown["message_id"], shown["whom"]["name"]), (first.id, "Ana")
        )
        self.twist.save_draft("reply", {"body": ""})
        shown = self.twist._screen_composer()
        self.assertEqual(
            (shown["message_id"], shown["whom"]["name"]), (newer.id, "Eve")
        )
        self.twist.save_draft("reply", {**NEAR, "message_id": first.id})
        first.sudo().is_spam = True
        self.assertEqual(self.twist._screen_composer()["message_id"], newer.id)

    def test_a_few_queries(self):
        self.twist.save_draft("reply", NEAR)
        self.twist._screen_composer()  # what is cached for all: rules, parameters
        self.forget()
        with self.assertQueryCount(10):
            self.twist._screen_composer()

    def test_what_is_in_the_way(self):
        cases = (("listen", "next", "Understand"), ("closed", "back", "closed"))
        for phase, action, sentence in cases:
            twist = self.twist_in(phase).with_user(self.agent)
            shown = twist._screen_composer()
            self.assertFalse(shown["can_reply"])
            self.assertEqual(shown["do"], action)
            self.assertIn(sentence, shown["why_not"])
        stranger = self.twist_in("engage").with_user(self.agent)._screen_composer()
        self.assertEqual(stranger["do"], "assign")
        self.assertIn("Assign a person", stranger["why_not"])
        self.channel.state = "draft"
        shown = self.twist._screen_composer()
        self.assertEqual((shown["can_reply"], shown["do"]), (False, ""))
        self.assertIn("not connected", shown["why_not"])

    def test_a_choice_only_where_the_platform_has_one(self):
        with self.limited(visibilities=("public", "private"), text_length=9):
            shown = self.twist._screen_composer()
            self.assertEqual(shown["visibilities"], ["public", "private"])
            self.assertEqual(shown["visibility"], "private")
            self.assertEqual(shown["limits"]["length"], 9)
        with self.limited(visibilities=("public",)):
            self.assertEqual(self.twist._screen_composer()["visibility"], "public")

    def test_feedback_that_is_due(self):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Tent", "description": "<p>It leaks.</p>"}
        )
        self.twist.link_ticket(ticket.id)
        ticket.write_social_feedback("<p>The pole is <b>sent</b>.</p>")
        shown = self.twist._screen_composer()["feedback"]
        self.assertIn("The pole is", shown["text"])
        self.assertNotIn("<", shown["text"])
        self.assertEqual(shown["user"], self.env.user.name)
        self.assertIn("Tent", shown["source"])
        self.twist.respond_text("The pole is sent.")
        self.assertFalse(self.twist._screen_composer()["feedback"])

    def test_other_companies(self):
        twist = self.foreign_twist()
        for call in (
            twist._screen_composer,
            twist.read_drafts,
            lambda: twist.save_draft("note", NEAR),
            lambda: twist.respond_text("Hi"),
            lambda: twist.post_note("Hi"),
            lambda: twist.colleagues(""),
            lambda: twist.ready_answers(""),
        ):
            with self.assertRaises(AccessError):
                call()


@tagged("post_install", "-at_install")
class TestDrafts(ComposerCase):
    def test_kept_changed_and_forgotten(self):
        first = self.twist.save_draft("reply", {**NEAR, "subject": "Re: Pole"})
        self.twist.save_draft("note", {"body": "Ask the store."})
        second = self.twist.save_draft("reply", {"body": "Or tomorrow."})
        self.assertGreater(second["revision"], first["revision"])
        drafts = self.twist.read_drafts()
        self.assertEqual(drafts["reply"]["body"], "Or tomorrow.")
        self.assertEqual(drafts["reply"]["subject"], "")
        self.assertEqual(drafts["reply"]["revision"], second["revision"])
        self.assertEqual(drafts["note"]["body"], "Ask the store.")
        self.assertEqual(self.twist._draft_marks(), {self.twist.id})
        self.assertEqual(self.twist.save_draft("reply", {"body": " \n"}), {})
        self.twist.save_draft("note", {})
        third = self.twist.save_draft("reply", NEAR)
        self.assertGreater(third["revision"], second["revision"])
        self.twist.save_draft("reply", {})
        self.assertFalse(self.drafts.search([("twist_id", "=", self.twist.id)]))
        self.assertEqual(self.twist._draft_marks(), set())

    def test_cheap(self):
        self.twist.save_draft("reply", NEAR)
        self.forget()
        with self.assertQueryCount(4):
            self.twist.save_draft("reply", {"body": "More"})
        twists = self.twist | self.twist_in("engage").with_user(self.agent)
        twists._draft_marks()  # the rules are cached for all
        self.forget()
        with self.assertQueryCount(1):
            self.assertEqual(twists._draft_marks(), {self.twist.id})

    def test_everybody_has_their_own(self):
        self.twist.save_draft("reply", NEAR)
        theirs = self.twist.with_user(self.colleague)
        self.assertFalse(theirs.read_drafts()["reply"])
        self.assertEqual(theirs._draft_marks(), set())
        theirs.save_draft("reply", {"body": "Mine"})
        [mine] = self.drafts.with_user(self.agent).search([])
        self.assertEqual(mine.body, NEAR["body"])
        with self.assertRaises(AccessError):
            mine.with_user(self.colleague).read(["body"])
        with self.assertRaises(AccessError):
            mine.with_user(self.administrator).unlink()

    def test_not_written_by_hand(self):
        self.twist.save_draft("reply", NEAR)
        [draft] = self.drafts.with_user(self.agent).search([])
        for values in ({"user_id": self.colleague.id}, {"body": "x"}):
            with self.assertRaises(AccessError):
                draft.write(values)
        with self.assertRaises(AccessError):
            self.drafts.with_user(self.agent).create(
                {"twist_id": self.twist.id, "kind": "reply"}
            )

    def test_wrong_values(self):
        stranger = self.twist_in("listen").message_ids_social
        for kind, values in (
            ("post", NEAR),
            ("reply", {**NEAR, "visibility": "secret"}),
            ("reply", {**NEAR, "message_id": stranger.id}),
            ("reply", {**NEAR, "message_id": 0x7FFFFFFF}),
        ):
            with self.assertRaises(UserError):
                self.twist.save_draft(kind, values)
        self.assertEqual(self.twist._draft_marks(), set())

    def test_odd_characters(self):
        body = "A\x00B\ud83d \U0001f600 <b>'\"\\"
        self.twist.save_draft("reply", {"body": body})
        kept = self.twist.read_drafts()["reply"]["body"]
        self.assertEqual(kept, "AB\ufffd \U0001f600 <b>'\"\\")

    def test_files_belong_to_it(self):
        one, two = self.upload("one.txt"), self.upload("two.txt")
        self.twist.save_draft("reply", {"attachment_ids": [one.id, two.id]})
        files = self.twist.read_drafts()["reply"]["files"]
        self.assertEqual([file["name"] for file in files], ["one.txt", "two.txt"])
        self.assertEqual(files[0]["size"], 7)
        self.assertEqual(files[0]["mimetype"], "text/plain")
        with self.assertRaises(AccessError):
            one.with_user(self.colleague).read(["raw"])
        self.twist.save_draft("reply", NEAR)
        self.assertTrue(two.exists())
        self.twist.save_draft("reply", {**NEAR, "attachment_ids": [one.id]})
        self.assertFalse(two.exists())
        self.twist.save_draft("reply", {"body": ""})
        self.assertTrue(one.exists(), "A file alone is a draft")
        self.twist.save_draft("reply", {"attachment_ids": []})
        self.assertFalse(one.exists())

    def test_files_of_others(self):
        theirs = self.upload(user=self.colleague)
        elsewhere = self.files.create(
            {"name": "x", "raw": b"x", "res_model": "res.company", "res_id": 1}
        )
        for one in (theirs, elsewhere):
            with self.assertRaises(AccessError):
                self.twist.save_draft("reply", {**NEAR, "attachment_ids": one.ids})
        mine = self.upload(res_model="social.twist", res_id=self.twist.id)
        with self.assertRaisesRegex(UserError, "Upload"):
            self.twist.save_draft("reply", {**NEAR, "attachment_ids": mine.ids})

    def test_gone_with_the_twist(self):
        file = self.upload()
        self.twist.save_draft("note", {**NEAR, "attachment_ids": file.ids})
        self.twist.with_user(self.administrator).unlink()
        self.assertFalse(file.exists())
        self.assertFalse(self.drafts.search([("kind", "=", "note")]))

    def test_files_that_no_draft_took(self):
        old, new = self.upload("old.txt"), self.upload("new.txt")
        kept = self.upload("kept.txt")
        self.twist.save_draft("note", {"attachment_ids": kept.ids})
        yesterday = fields.Datetime.now() - timedelta(days=2)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET write_date = %s WHERE id IN %s",
            [yesterday, (old.id, kept.id)],
        )
        self.env.invalidate_all()
        self.drafts._gc_lost_files()
        self.assertEqual((old | new | kept).exists(), new | kept)


@tagged("post_install", "-at_install")
class TestTypingHelp(ComposerCase):
    def answers(self, *sources, **values):
        return self.env["mail.canned.response"].create(
            [
                {
                    "source": source,
                    "substitution": f"Text of {source}, {{name}}",
                    "group_ids": [Command.link(self.env.ref("base.group_user").id)],
                    **values,
                }
                for source in sources
            ]
        )

    def test_ready_answers(self):
        answers = self.answers("zz tent", "tent", "tent pole", "100% sure")
        offered = self.twist.ready_answers("TENT")
        self.assertEqual(
            [one["source"] for one in offered], ["tent", "tent pole", "zz tent"]
        )
        self.assertEqual(offered[0]["text"], "Text of tent, {name}")
        sure = self.twist.ready_answers("100%")
        self.assertEqual([one["source"] for one in sure], ["100% sure"])
        answers[2].last_used = fields.Datetime.now()
        self.assertEqual(self.twist.ready_answers("t")[0]["source"], "tent pole")
        self.assertEqual(self.twist.ready_answers("no such"), [])

    def test_at_most_eight(self):
        self.answers(*(f"many {number}" for number in range(12)))
        self.assertEqual(len(self.twist.ready_answers("many")), 8)

    def test_ready_answers_of_others(self):
        secret = self.answers("secret", group_ids=[])
        self.assertEqual(self.twist.ready_answers("secret"), [])
        self.twist.respond_text("Hi", ready_answer_ids=[secret.id, "x", None])
        self.assertFalse(secret.last_used)
        shared = self.answers("shared")
        self.twist.respond_text("Hi", ready_answer_ids=shared.ids)
        self.assertTrue(shared.last_used)

    def test_colleagues(self):
        new_test_user(
            self.env, "social_nobody", groups="base.group_user", name="Bea Nobody"
        )
        names = [one["name"] for one in self.twist.colleagues("bea")]
        self.assertEqual(names, ["Bea Colleague"])
        everybody = {one["id"] for one in self.twist.colleagues()}
        self.assertNotIn(self.agent.partner_id.id, everybody)
