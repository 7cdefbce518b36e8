"""A twist as its conversation: payload, edges of pages, rights, cost (A5, A7, C25)."""

import base64
import time
from datetime import datetime, timedelta
from unittest.mock import patch

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ArrivalCase

TO = "support@shop.example"
START = datetime(2026, 11, 20, 10, 0, 0)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


class ConversationCase(ArrivalCase):
    """A twist in Engage whose messages are as many and as old as a test wants."""

    def setUp(self):
        super().setUp()
        self.twist = self.twist_in("engage").with_user(self.agent)
        self.first = self.twist.message_ids_social.sudo()
        self.first.date = START
        # what came before the test began belongs to its beginning
        self.env["mail.message"].search(self.logged()).date = START
        self.twist.move_ids.sudo().date = START

    def logged(self):
        return [("model", "=", "social.twist"), ("res_id", "=", self.twist.id)]

    def message(self, minutes, **values):
        date = START + timedelta(minutes=minutes)
        known = {"direction": "inbound", "type": "related", "text": f"no. {minutes}"}
        return self.first.copy(
            {"date": date, "is_html": False, **known, "external_id": False, **values}
        )

    def answer(self, minutes, state="sent", **values):
        return self.message(
            minutes,
            direction="outbound",
            type="answer",
            state=state,
            user_id=self.agent.id,
            **values,
        )

    def note(self, minutes, text="Look at this", user=None, **values):
        note = self.twist.with_user(user or self.agent).message_post(
            body=text, subtype_xmlid="mail.mt_note", message_type="comment", **values
        )
        note.sudo().date = START + timedelta(minutes=minutes)
        return note

    def move(self, minutes, target="process", cause="ticket"):
        self.twist._move(target, cause)
        move = self.env["social.phase.move"].search(
            [("twist_id", "=", self.twist.id)], order="id desc", limit=1
        )
        move.sudo().date = START + timedelta(minutes=minutes)
        return move

    def page(self, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.twist.conversation(**options)

    def bubble(self, message, **options):
        messages = self.page(**options)["messages"]
        return next(one for one in messages if one["id"] == message.id)

    def pages(self, limit):
        """All pages, the newest first, as a client asks for them."""
        pages = [self.page(limit=limit)]
        while pages[-1]["has_more"]:
            before = pages[-1]["messages"][0]["id"]
            pages.append(self.page(limit=limit, before=before))
        return pages


@tagged("post_install", "-at_install")
class TestBubbles(ConversationCase):
    def test_a_message_from_outside(self):
        bubble = self.bubble(self.first)
        self.assertEqual(bubble["direction"], "inbound")
        self.assertEqual((bubble["type"], bubble["type_code"]), ("Initial", "initial"))
        self.assertEqual(bubble["can"], [])
        self.assertTrue(bubble["is_new"])
        self.assertEqual(bubble["author"]["image"], "")
        self.assertFalse(bubble["parent"])

    def test_the_picture_is_the_linked_person_s(self):
        person = self.env["res.partner"].create({"name": "Ana"})
        self.first.profile_id._assign_person(person, "consent")
        self.assertEqual(
            self.bubble(self.first)["author"]["image"],
            f"/web/image/res.partner/{person.id}/avatar_128",
        )

    def test_read_messages_and_spam_are_not_new(self):
        self.first.is_unread = False
        spam = self.message(1, is_unread=True, is_spam=True)
        self.assertFalse(self.bubble(self.first)["is_new"])
        self.assertFalse(self.bubble(spam, show_spam=True)["is_new"])

    def test_what_is_answered_is_told_unless_it_stands_directly_above(self):
        near = self.answer(1, parent_id=self.first.id)
        far = self.message(2, parent_id=self.first.id)
        self.assertFalse(self.bubble(near)["parent"])
        self.assertEqual(
            self.bubble(far)["parent"],
            {
                "id": self.first.id,
                "preview": self.first.preview,
                "author": self.first.profile_id.display_name,
            },
        )
        reaction = self.message(3, parent_id=near.id)
        self.assertEqual(self.bubble(reaction)["parent"]["author"], self.agent.name)

    def test_edits_and_deletions_have_dates(self):
        edited = self.message(1, edited_date=START, deleted_date=START)
        bubble = self.bubble(edited)
        self.assertTrue(bubble["edited"] and bubble["deleted"])
        self.assertEqual(bubble["edited_date"], "2026-11-20 10:00:00")
        self.assertEqual(bubble["deleted_date"], "2026-11-20 10:00:00")
        bubble = self.bubble(self.first)
        self.assertFalse(bubble["edited"] or bubble["deleted"])
        self.assertEqual((bubble["edited_date"], bubble["deleted_date"]), ("", ""))

    def test_decisions_by_state(self):
        later = fields.Datetime.now() + timedelta(hours=1)
        expected = {
            "queued": ["undo", "edit", "send_now"],
            "sending": [],
            "sent": [],
            "failed": ["edit", "send_again"],
            "unknown": ["send_again", "mark_sent"],
            "cancelled": ["edit", "send_again"],
        }
        for state, decisions in expected.items():
            answer = self.answer(1, state, not_before=later)
            with self.subTest(state):
                self.assertEqual(self.bubble(answer)["can"], decisions)

    def test_what_is_due_or_one_of_many_leaves_by_itself(self):
        now = fields.Datetime.now()
        due = self.answer(1, "queued", not_before=now - timedelta(seconds=1))
        later = now + timedelta(hours=1)
        spaced = self.answer(2, "queued", not_before=later, is_spaced=True)
        self.assertEqual(self.bubble(due)["can"], ["undo"])
        self.assertEqual(self.bubble(spaced)["can"], ["undo", "edit"])
        soon = self.answer(3, "queued", not_before=now + timedelta(seconds=30))
        self.assertEqual(self.bubble(soon)["can"], ["undo", "send_now"])

    def test_a_failure_always_has_a_reason(self):
        failed = self.answer(1, "failed")
        self.assertIn("without saying why", self.bubble(failed)["error"])
        failed.error = "550 No such mailbox"
        self.assertEqual(self.bubble(failed)["error"], "550 No such mailbox")
        self.assertEqual(self.bubble(self.answer(2))["error"], "")

    def test_send_now_ends_the_wait(self):
        later = fields.Datetime.now() + timedelta(hours=1)
        answer = self.answer(1, "queued", not_before=later)
        with patch.object(type(self.channel), "_trigger") as trigger:
            answer.with_user(self.agent).action_send_now()
        trigger.assert_called_once_with()
        self.assertLessEqual(answer.not_before, fields.Datetime.now())
        self.assertEqual(self.env["social.message"]._next_due(self.channel), answer)

    def test_send_now_is_for_those_who_may_answer(self):
        answer = self.answer(1, "queued", not_before=START)
        outsider = new_test_user(self.env, "outsider", groups="base.group_user")
        with self.assertRaises(AccessError):
            answer.with_user(outsider).action_send_now()


@tagged("post_install", "-at_install")
class TestFiles(ConversationCase):
    def attach(self, message, name, mimetype, raw=b"x", **values):
        place = {"res_model": message._name, "res_id": message.id}
        return self.env["ir.attachment"].create(
            {"name": name, "mimetype": mimetype, "raw": raw, **place, **values}
        )

    def test_only_what_is_harmless_is_shown_in_the_page(self):
        expected = {
            "image/png": "image",
            "image/svg+xml": "",
            "image/tiff": "",
            "text/html": "",
            "application/xhtml+xml": "",
            "text/plain": "",
            "application/pdf": "pdf",
            "video/mp4": "video",
            "video/x-msvideo": "",
            "audio/ogg": "audio",
            "application/zip": "",
        }
        for mimetype in expected:
            file = self.attach(self.first, mimetype, "application/zip")
            file.mimetype = mimetype
        shown = self.bubble(self.first)["attachments"]
        self.assertEqual({one["name"]: one["preview"] for one in shown}, expected)
        for one in shown:
            download = f"/web/content/{one['id']}?download=true"
            self.assertEqual(one["download_url"], download)
            self.assertEqual(bool(one["url"]), bool(one["preview"]))

    def test_files_elsewhere_are_not_loaded(self):
        self.attach(
            self.first,
            "a.png",
            "image/png",
            raw=False,
            type="url",
            url="https://elsewhere.example/a.png",
        )
        [shown] = self.bubble(self.first)["attachments"]
        self.assertEqual((shown["preview"], shown["url"]), ("", ""))

    def test_a_reader_gets_what_is_shown(self):
        file = self.attach(self.first, "a.png", "image/png", PNG)
        [shown] = self.bubble(self.first)["attachments"]
        self.assertEqual(shown["url"], f"/web/image/{file.id}")
        self.assertEqual(file.with_user(self.agent).raw, PNG)

    def test_files_stay_with_their_message(self):
        other = self.message(1)
        self.attach(self.first, "first.pdf", "application/pdf")
        self.attach(other, "other.pdf", "application/pdf")
        for message, name in ((self.first, "first.pdf"), (other, "other.pdf")):
            [shown] = self.bubble(message)["attachments"]
            self.assertEqual(shown["name"], name)


@tagged("post_install", "-at_install")
class TestNotes(ConversationCase):
    def test_a_note(self):
        self.note(1, Markup("<p>Look<script>alert(1)</script></p>"))
        [note] = self.page()["notes"]
        self.assertEqual(note["author"]["name"], self.agent.name)
        self.assertIn("res.partner", note["author"]["image"])
        self.assertIn("Look", note["body"])
        self.assertNotIn("<script", note["body"])
        self.assertTrue(note["is_mine"])
        self.assertEqual(note["date"], "2026-11-20 10:01:00")

    def test_a_colleague_s_note_with_a_file(self):
        self.note(1, user=self.supervisor, attachments=[("a.png", PNG)])
        [note] = self.page()["notes"]
        self.assertFalse(note["is_mine"])
        [file] = note["attachments"]
        self.assertEqual((file["name"], file["preview"]), ("a.png", "image"))

    def test_a_note_that_was_emptied_is_gone(self):
        note = self.note(1)
        note.sudo().body = ""
        self.assertEqual(self.page()["notes"], [])

    def test_notes_of_other_records_are_not_shown(self):
        self.twist.profile_id.sudo().message_post(
            body="On the profile", subtype_xmlid="mail.mt_note", message_type="comment"
        )
        page = self.page()
        self.assertEqual(page["notes"], [])
        self.assertFalse([one for one in page["events"] if one["kind"] != "move"])

    def test_a_note_is_told_to_open_screens(self):
        self.env.cr.precommit.run()
        before = self.env["bus.bus"].search([], order="id desc", limit=1).id
        self.note(1)
        self.env.cr.precommit.run()
        sent = self.env["bus.bus"].search([("id", ">", before)])
        self.assertTrue(
            any(
                "social_inbox/twists" in one.message
                and str(self.twist.id) in one.message
                for one in sent
            )
        )


@tagged("post_install", "-at_install")
class TestEvents(ConversationCase):
    def track(self):
        self.env.flush_all()
        self.env.cr.precommit.run()  # where Odoo writes what it tracks

    def texts(self):
        return [event["text"] for event in self.page()["events"]]

    def test_moves_with_cause_reason_and_undoing(self):
        self.put(self.twist, "listen")
        self.twist.move_ids.sudo().date = START
        self.env["social.phase.move"].search(
            [("twist_id", "=", self.twist.id), ("cause", "!=", "arrival")]
        ).sudo().unlink()
        self.twist.action_next_phase()
        move = self.twist._last_moves()
        move.reason = "It burns"
        move.action_undo()
        done, undone = self.page()["events"]
        self.assertEqual(
            done["text"], f"{self.agent.name} moved it from Listen to Understand"
        )
        self.assertEqual(done["reason"], "It burns")
        self.assertEqual((done["kind"], done["is_undone"]), ("move", True))
        self.assertIn("undid a move", undone["text"])
        self.assertFalse(undone["is_undone"])

    def test_the_arrival_is_the_first_message_itself(self):
        self.assertTrue(self.twist.move_ids)
        events = self.page()["events"]
        self.assertFalse([one for one in events if "None" in one["text"]])
        moves = self.env["social.phase.move"].search([("cause", "=", "arrival")])
        ids = {f"move-{move.id}" for move in moves}
        self.assertFalse(ids & {one["id"] for one in events})

    def test_what_was_assigned_linked_and_blocked(self):
        idea = self.env["social.idea"].create({"name": "Poles of steel"})
        person = self.env["res.partner"].create({"name": "Ana Person"})
        self.track()
        me = self.agent.name
        self.twist.write({"user_id": self.supervisor.id})
        self.track()
        self.twist.write({"user_id": self.agent.id})
        self.track()
        self.twist.write({"user_id": False})
        self.track()
        self.twist.sudo().write({"idea_id": idea.id})
        self.track()
        self.twist.assign_person(person, "consent")
        self.track()
        self.twist.profile_id.action_block()
        self.track()
        texts = self.texts()
        for text in (
            f"{me} assigned it to {self.supervisor.name}",
            f"{me} took it on",
            f"{me} took it from {me}",
            f"{me} linked the idea Poles of steel",
            f"{me} linked the author to Ana Person",
            f"{me} blocked the author",
        ):
            self.assertIn(text, texts)
        self.assertFalse([one for one in texts if "lawful" in one.lower()])


@tagged("post_install", "-at_install")
class TestPages(ConversationCase):
    def test_nothing_is_lost_or_doubled_at_the_edges(self):
        """Before, on, between and after the pages' edges, to the second."""
        for minutes in range(1, 9):
            self.message(minutes)
        same_time = self.message(4)
        wanted = [-5, 0, 0.5, 1, 1.5, 2, 3, 4, 4.5, 6, 7, 8, 9]
        notes = [self.note(minutes, f"at {minutes}") for minutes in wanted]
        moves = [self.move(at, "process", "idea") for at in wanted[:3]]
        for size in (1, 2, 3, 4, 5, 9, 10, 30):
            with self.subTest(size=size):
                pages = self.pages(size)
                self.assertEqual(
                    sorted(one["id"] for page in pages for one in page["notes"]),
                    sorted(note.id for note in notes),
                )
                events = [one["id"] for page in pages for one in page["events"]]
                self.assertEqual(len(events), len(set(events)))
                self.assertLessEqual({f"move-{one.id}" for one in moves}, set(events))
                ids = [one["id"] for page in pages for one in page["messages"]]
                self.assertEqual(len(ids), len(set(ids)))
                self.assertIn(same_time.id, ids)

    def test_fractions_of_seconds(self):
        self.env.flush_all()
        for minutes in range(1, 4):
            message = self.message(minutes)
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE social_message SET date = date + %s WHERE id = %s",
                [timedelta(seconds=0.7), message.id],
            )
        notes = [self.note(minutes) for minutes in range(1, 4)]
        found = [one["id"] for page in self.pages(1) for one in page["notes"]]
        self.assertEqual(sorted(found), sorted(note.id for note in notes))

    def test_a_page_holds_its_own_time_only(self):
        for minutes in range(1, 5):
            self.message(minutes)
        old, young = self.note(1, "old"), self.note(4, "young")
        newest, older = self.pages(2)[:2]
        self.assertEqual([one["id"] for one in newest["notes"]], [young.id])
        self.assertEqual([one["id"] for one in older["notes"]], [old.id])

    def test_hidden_spam_hides_no_note(self):
        self.message(1, is_spam=True)
        note = self.note(2)
        self.message(3)
        found = [one["id"] for page in self.pages(1) for one in page["notes"]]
        self.assertEqual(found, [note.id])

    def test_the_first_message_stands_above_a_page_without_it(self):
        for minutes in range(1, 5):
            self.message(minutes)
        newest, *older = self.pages(2)
        self.assertEqual(newest["post"]["id"], self.first.id)
        self.assertEqual(newest["post"]["type_code"], "initial")
        self.assertTrue(newest["post"]["body"])
        self.assertTrue(older)
        self.assertFalse([page for page in older if page["post"]])
        self.assertFalse(self.page()["post"])

    def test_a_post_that_is_a_conversation_of_its_own(self):
        post = self.twist_in("listen").message_ids_social
        post.write({"kind": "post", "direction": "outbound", "text": "New tents!"})
        self.first.parent_id = post
        for minutes in range(1, 4):
            self.message(minutes)
        for limit in (2, 30):
            page = self.page(limit=limit)
            self.assertEqual(page["post"]["id"], post.id)
            self.assertIn("New tents!", page["post"]["body"])

    def test_an_empty_twist(self):
        self.first.unlink()
        page = self.page()
        self.assertEqual((page["messages"], page["post"]), ([], False))

    def test_no_more_than_is_sensible_at_once(self):
        self.message(1)
        self.assertEqual(len(self.page(limit=-3)["messages"]), 1)


@tagged("post_install", "-at_install")
class TestRights(ConversationCase):
    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="social_inbox.group_social_inbox_supervisor",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.note(1)
        with self.assertRaises(AccessError):
            self.twist.with_user(stranger).conversation()

    def test_users_outside_the_inbox(self):
        groups = ("base.group_portal", "helpdesk_mgmt.group_helpdesk_user")
        for number, group in enumerate(groups):
            user = new_test_user(self.env, f"outside_{number}", groups=group)
            with self.subTest(group), self.assertRaises(AccessError):
                self.twist.with_user(user).conversation()


@tagged("post_install", "-at_install")
class TestCost(ConversationCase):
    def fill(self, count):
        """That many messages of many kinds, in one statement."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO social_message (twist_id, channel_id, company_id, profile_id,
                user_id, direction, type, kind, state, date, text, preview, parent_id)
            SELECT twist_id, channel_id, company_id, profile_id,
                   CASE WHEN n %% 3 = 0 THEN %(user)s END,
                   CASE WHEN n %% 3 = 0 THEN 'outbound' ELSE 'inbound' END,
                   CASE WHEN n %% 3 = 0 THEN 'answer' ELSE 'related' END,
                   kind, CASE WHEN n %% 3 = 0 THEN 'sent' END,
                   date + n * interval '1 minute', 'no. ' || n, 'no. ' || n, message.id
              FROM social_message AS message, generate_series(1, %(count)s) AS n
             WHERE message.id = %(first)s
            """,
            {"count": count, "first": self.first.id, "user": self.agent.id},
        )
        self.env.cr.execute("ANALYZE social_message")

    def decorate(self, minutes):
        for number in range(3):
            self.note(minutes + number, attachments=[("a.png", PNG)])
            self.note(minutes + number, user=self.supervisor)
            self.move(minutes + number, "process", "idea")
        self.twist.write({"user_id": self.supervisor.id})
        self.env.flush_all()
        self.env.cr.precommit.run()

    def cost(self):
        """(queries, seconds) of a page, the best of some."""
        best = []
        for _turn in range(5):
            self.env.flush_all()
            self.env.invalidate_all()
            count, start = self.env.cr.sql_log_count, time.perf_counter()
            page = self.twist.conversation()
            seconds = time.perf_counter() - start
            best.append((self.env.cr.sql_log_count - count, seconds))
        self.assertEqual(len(page["messages"]), 30)
        return min(best)

    def test_queries_and_time_do_not_grow_with_the_conversation(self):
        self.fill(50)
        self.decorate(30)
        few, quick = self.cost()
        self.fill(20_000)
        self.decorate(19_990)
        many, slow = self.cost()
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 14)
        self.assertLess(slow, 3 * quick + 0.01, "it grows with the conversation")
