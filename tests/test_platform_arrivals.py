"""Arrivals in any order, by several ways, once each, at a constant cost (C22)."""

from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..connectors.types import Payload
from .fake_platform import FakePlatformCase, as_payload, comment

INBOUND = "odoo.addons.social_inbox.models.social_inbound"
MORE = 4  # statements for 200 rows than for 20
ANA = {"external_id": "a-1", "handle": "ana", "name": "Ana"}


@tagged("post_install", "-at_install")
class TestOrder(FakePlatformCase):
    def edit(self, text, at=None, name="c-1"):
        event = {"event": "edit", "external_id": name, "body": text}
        return {**event, "edited_at": at and f"2026-11-20T{at}:00"}

    def test_the_same_by_two_ways(self):
        """A call and a fetch may write one message differently; it has one id."""
        twist = self.arrive(comment("Where is my tent?", external_id="c-1"))
        again = comment("Where is my tent?", external_id="c-1", url="https://f.example")
        self.assertEqual(self.arrive(again), twist)
        self.assertEqual(twist.message_ids_social.mapped("external_id"), ["c-1"])

    def test_an_edit_before_its_message(self):
        self.assertFalse(self.arrive(self.edit("Mended")))
        twist = self.arrive(comment("Broken", external_id="c-1"))
        self.assertEqual(twist.preview, "Mended")
        self.assertTrue(twist.message_ids_social.edited_date)
        waiting = self.env["social.inbound"].search([("early_for", "!=", False)])
        self.assertFalse(waiting)

    def test_a_deletion_before_its_message(self):
        self.arrive({"event": "deletion", "external_id": "c-1"})
        twist = self.arrive(comment("Secret", external_id="c-1"))
        self.assertTrue(twist.message_ids_social.deleted_date)

    def test_edits_in_any_order(self):
        twist = self.arrive(comment("First", external_id="c-1"))
        self.arrive(self.edit("Third", at="12:02"), self.edit("Second", at="12:01"))
        self.assertEqual(twist.preview, "Third")
        self.arrive(self.edit("Second, again", at="12:01"))
        self.assertEqual(twist.preview, "Third")
        found = [("search_text", "ilike", "third")]
        self.assertEqual(self.env["social.twist"].search(found), twist)

    def test_an_edit_of_what_a_mail_told(self):
        mails = self.new_channel(name="Mails")
        told = comment("Brok…", external_id="c-1", platform="fake", is_partial=True)
        twist = self.arrive(told, channel=mails)
        self.arrive(self.edit("Mended"))
        self.assertEqual(twist.preview, "Mended")


@tagged("post_install", "-at_install")
class TestHostileIds(FakePlatformCase):
    def test_ids_that_no_database_takes(self):
        names = ["nul\x00", "half\ud800", "x" * 9000, "x" * 9000 + "y"]
        body = as_payload(comment()).body
        arrivals = self.env["social.inbound"].sudo()
        payloads = [Payload(external_id=name, body=body) for name in names]
        self.assertEqual(arrivals._store(self.channel, payloads), 4)
        self.assertEqual(arrivals._store(self.channel, payloads), 0)

    @mute_logger(INBOUND)
    def test_reasons_that_no_database_takes(self):
        with patch.object(
            type(self.env["social.twist"]), "_ingest", side_effect=ValueError("\x00")
        ):
            self.arrive(comment())
        failed = self.env["social.inbound"].search([("state", "=", "failed")])
        self.assertEqual(failed.error, "ValueError: ")
        self.assertEqual(self.channel.state, "connected")


@tagged("post_install", "-at_install")
class TestAtOnce(FakePlatformCase):
    def test_another_job_was_faster(self):
        """Mails told of a message while its own channel read it: nothing has failed."""
        model = type(self.env["social.twist"])
        ingest, conflicts = model._ingest, [UniqueViolation("known already")]

        def raced(twists, channel, parsed):
            if conflicts:
                raise conflicts.pop()
            return ingest(twists, channel, parsed)

        with patch.object(model, "_ingest", raced):
            self.assertEqual(len(self.arrive(comment(), comment())), 2)
        states = self.env["social.inbound"].search([]).mapped("state")
        self.assertEqual(set(states), {"done"})

    @mute_logger(INBOUND)
    def test_what_is_never_unique_has_failed(self):
        model = type(self.env["social.twist"])
        error = UniqueViolation("known already")
        with patch.object(model, "_ingest", side_effect=error):
            self.assertFalse(self.arrive(comment()))
        self.assertEqual(self.env["social.inbound"].search([]).state, "failed")


@tagged("post_install", "-at_install")
class TestQueries(FakePlatformCase):
    """As many for 200 comments with all that belongs to them as for 20, but for what
    Odoo itself writes in several statements of 100 rows."""

    def rich(self, number, **changes):
        return comment(
            f"Comment {number}",
            external_id=f"c-{number}",
            thread_id=f"t-{number // 2}",
            ancestor_ids=[f"c-{number - 1}"] if number % 2 else [],
            post={
                "external_id": f"p-{number}",
                "text": "Our tents",
                "url": "https://f",
            },
            attachments=[
                {
                    "filename": "a.png",
                    "mimetype": "image/png",
                    "remote_id": f"f-{number}",
                },
                {
                    "filename": "b.png",
                    "mimetype": "image/png",
                    "url": "https://f/b.png",
                },
            ],
            reply_as=["public", "private"],
            reply_until="2027-01-01T00:00:00",
            private_until="2027-01-01T00:00:00",
            can_reply=number % 3 > 0,
            why_not="" if number % 3 else "The post is closed.",
            **changes,
        )

    def spent(self, arrivals):
        """Queries that reading costs, with caches as cold as they are in a job."""
        inbound = self.env["social.inbound"].sudo()
        inbound._store(self.channel, [as_payload(one) for one in arrivals])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        inbound._process(self.channel)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def assertConstant(self, few, many):
        few, many = self.spent(few), self.spent(many)
        self.assertLessEqual(many, few + MORE)

    def test_new_known_and_told(self):
        self.spent([self.rich(9000)])
        for changes in ({}, {"platform": "fake"}):
            start = 1000 if changes else 0
            few = [self.rich(start + n, **changes) for n in range(20)]
            many = [self.rich(start + n, **changes) for n in range(20, 220)]
            self.assertConstant(few, many)
        few = [self.rich(n, author=ANA) for n in range(1000, 1020)]
        many = [self.rich(n, author=ANA) for n in range(1020, 1220)]
        self.assertConstant(few, many)

    def test_more_in_known_conversations(self):
        self.spent([self.rich(n) for n in range(220)])
        more = [
            comment(thread_id=f"t-{n // 2}", ancestor_ids=[f"c-{n}"])
            for n in range(220)
        ]
        self.assertConstant(more[:20], more[20:])

    def test_changes(self):
        self.spent([self.rich(n) for n in range(220)])
        for change in (
            {"event": "edit", "body": "Mended"},
            {"event": "deletion"},
            {"event": "edit", "body": "Early"},
        ):
            first = 5000 if change.get("body") == "Early" else 0
            every = [
                {**change, "external_id": f"c-{first + n}"}
                | ({"body": f"{change['body']} {n}"} if "body" in change else {})
                for n in range(220)
            ]
            with self.subTest(change):
                self.assertConstant(every[:20], every[20:])
