"""Many mails at once, broken mails, repeats: nothing lost, nothing twice."""

import importlib.util
from email import message_from_bytes, policy
from pathlib import Path

from odoo import sql_db
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MailChannelCase, compose, drop, mailbox, servers

ROOT = Path(__file__).resolve().parent.parent
MALFORMED = sorted((ROOT / "tests/payloads/mail_malformed").glob("*.eml"))


def load(path):
    """A module of the repository that is no part of the addon."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@tagged("post_install", "-at_install")
class TestIngest(MailChannelCase):
    def arrivals(self):
        return self.env["social.inbound"].search([("channel_id", "=", self.channel.id)])

    def place(self, mails):
        """Into the maildir, byte for byte: IMAP would refuse NUL bytes."""
        maildir = load("devtools/maildir.py")
        for raw in mails:
            maildir.deliver(Path(servers()["mail_root"]), self.address, raw)

    def assertConsistent(self):
        """Counters and dates say what the messages say."""
        of_twist = self.messages().grouped("twist_id")
        for twist, messages in of_twist.items():
            self.assertEqual(twist.message_count, len(messages))
            self.assertEqual(twist.last_message_date, max(messages.mapped("date")))
        for profile in self.messages().profile_id:
            mine = [("profile_id", "=", profile.id), ("direction", "=", "inbound")]
            count = self.env["social.message"].search_count(mine)
            self.assertEqual(profile.message_count, count)

    def test_500_mails_cost_few_queries(self):
        self.connect()
        mails = list(load("benchmarks/mailgen.py").generate(500, to=self.address))
        drop(self.address, mails)
        self.env.flush_all()
        before = sql_db.sql_counter
        self.work()
        queries = sql_db.sql_counter - before
        self.assertEqual(len(self.messages()), 500)
        self.assertLessEqual(queries / 500, 0.3, f"{queries} queries")
        self.assertConsistent()
        replies = sum(1 for raw in mails if message_from_bytes(raw)["In-Reply-To"])
        self.assertGreater(replies, 100)
        self.assertEqual(len(self.twists()), 500 - replies)

    def test_malformed_mails_are_kept(self):
        self.assertGreaterEqual(len(MALFORMED), 20)
        self.connect()
        self.place([path.read_bytes() for path in MALFORMED])
        self.work()
        arrivals = self.arrivals()
        self.assertEqual(len(arrivals), len(MALFORMED))
        for arrival in arrivals:
            if arrival.state == "done":
                self.assertTrue(arrival.message_ids, arrival.external_id)
            else:
                self.assertEqual(arrival.state, "failed")
                self.assertTrue(arrival.error)
        sources = sorted(arrival._source() for arrival in arrivals)
        with mailbox(self.address) as client:
            client.select_folder("INBOX", readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
        self.assertEqual(sources, sorted(one[b"BODY[]"] for one in found.values()))

    def test_one_poisoned_mail_stops_no_other(self):
        self.connect()
        self.env.cr.execute(
            "ALTER TABLE social_message ADD CONSTRAINT no_poison"
            " CHECK (subject IS NULL OR subject != 'Poison')"
        )
        mails = [compose(self.address, Subject=f"Number {n}") for n in range(10)]
        mails.insert(6, compose(self.address, Subject="Poison"))
        drop(self.address, mails)
        with self.assertLogs("odoo.addons.social_inbox", "ERROR"):
            self.work()
        failed = self.arrivals().filtered(lambda one: one.state == "failed")
        self.assertEqual(len(self.messages()), 10)
        self.assertEqual(len(failed), 1)
        self.assertIn(b"Subject: Poison", failed._source())
        self.assertIn("no_poison", failed.error)
        self.env.cr.execute("ALTER TABLE social_message DROP CONSTRAINT no_poison")
        failed.with_user(self.supervisor).action_retry()
        self.work()
        self.assertEqual(failed.state, "done")
        self.assertEqual(len(self.messages()), 11)
        self.assertConsistent()

    def test_a_known_mail_again(self):
        raw = compose(self.address, Message_ID="<same@a.example>")
        self.receive(raw, b"Received: by another.route\r\n" + raw)
        self.assertEqual(len(self.messages()), 1)
        self.receive(raw)
        self.assertEqual(len(self.messages()), 1)
        self.assertConsistent()

    def test_an_id_used_for_two_mails(self):
        self.receive(
            compose(self.address, "One", Message_ID="<same@a.example>"),
            compose(self.address, "Two", Message_ID="<same@a.example>"),
        )
        self.receive(compose(self.address, "Three", Message_ID="<same@a.example>"))
        texts = sorted(text.strip() for text in self.messages().mapped("text"))
        self.assertEqual(texts, ["One", "Three", "Two"])
        self.assertConsistent()

    def test_reply_before_the_mail_it_answers(self):
        twist = self.receive(
            compose(self.address, "Reply", References="<root@a.example> <b@a.example>")
        )
        root = compose(self.address, "Root", Message_ID="<root@a.example>")
        sibling = compose(self.address, "Sibling", In_Reply_To="<root@a.example>")
        self.assertEqual(self.receive(root, sibling), twist)
        self.assertEqual(twist.message_count, 3)

    def test_replies_in_one_batch_know_their_parent(self):
        self.receive(
            compose(self.address, "One", Message_ID="<one@a.example>"),
            compose(self.address, "Two", In_Reply_To="<one@a.example>"),
        )
        one, two = self.messages().sorted("id")
        self.assertEqual(two.parent_id, one)
        self.assertEqual((one.type, two.type), ("initial", "related"))

    def test_a_batch_of_a_reply_and_a_stranger(self):
        first = self.receive(compose(self.address, Message_ID="<one@a.example>"))
        twists = self.receive(
            compose(self.address, "Two", In_Reply_To="<one@a.example>"),
            compose(self.address, "Other", From="Zoe <zoe@c.example>", Subject="New"),
        )
        self.assertEqual(len(twists), 2)
        self.assertEqual(first.message_count, 2)
        [other] = twists - first
        self.assertEqual(other.profile_id.handle, "zoe@c.example")
        self.assertEqual(other.name, "New")

    def test_reading_again_after_arrivals_were_removed(self):
        mails = [
            compose(self.address, text, Message_ID="<same@a.example>")
            for text in ("One", "Two")
        ]
        self.receive(*mails)
        self.arrivals().unlink()
        self.channel.sudo().cursor = False
        self.work()
        self.assertEqual(len(self.messages()), 2)
        self.assertEqual(set(self.arrivals().mapped("state")), {"done"})

    def test_a_long_thread_stays_searchable_and_takes_more(self):
        self.receive(compose(self.address, "Start", Message_ID="<one@a.example>"))
        self.env.cr.execute(
            "UPDATE social_twist SET search_vector = (SELECT to_tsvector('simple',"
            " string_agg('w' || n, ' ')) FROM generate_series(1, 45000) AS n)"
            " WHERE id = %s",
            self.twists().ids,
        )
        words = " ".join(f"x{number}" for number in range(30000))
        self.receive(compose(self.address, words, In_Reply_To="<one@a.example>"))
        self.assertEqual(self.twists().message_count, 2)

    def test_folder_made_anew(self):
        mails = [compose(self.address, f"Mail {n}") for n in range(3)]
        with mailbox(self.address) as client:
            client.create_folder("Shop")
        self.channel.mail_folder = "Shop"
        self.connect()
        drop(self.address, mails, "Shop")
        self.work()
        self.assertEqual(len(self.messages()), 3)
        with mailbox(self.address) as client:
            client.delete_folder("Shop")
            client.create_folder("Shop")
        drop(self.address, [*mails, compose(self.address, "New")], "Shop")
        self.work()
        self.assertEqual(len(self.messages()), 4)
        self.assertFalse(self.channel.last_error)

    def test_mail_without_date(self):
        self.receive(compose(self.address, Date=None))
        message = self.messages()
        came = message.inbound_id.create_date.replace(microsecond=0)
        self.assertEqual(message.date, came)

    def test_own_mail_is_an_answer(self):
        twist = self.receive(compose(self.address, Message_ID="<q@a.example>"))
        self.assertTrue(twist.waiting_since)
        self.receive(
            compose(
                self.address,
                From=self.address,
                In_Reply_To="<q@a.example>",
                Date="Sat, 21 Nov 2026 10:00:00 +0100",
            )
        )
        own = self.messages().sorted("id")[-1]
        self.assertEqual((own.direction, own.type), ("outbound", "answer"))
        self.assertFalse(twist.waiting_since)

    def test_bounce_marks_the_answer(self):
        twist = self.receive(compose(self.address, From=f"Ana <{self.customer}>"))
        twist.action_next_phase()
        twist.assign_person(self.env["res.partner"].create({"name": "A"}), "contract")
        answer = twist.respond("<p>Hello</p>")
        self.work()
        self.assertEqual(answer.state, "sent")
        report = BOUNCE.format(to=self.address, message_id=answer.external_id)
        self.receive(report.replace("\n", "\r\n").encode())
        self.assertEqual(answer.state, "failed")
        self.assertIn("mailbox full", answer.error.lower())
        self.assertEqual(len(self.twists()), 1)
        bounce = self.messages().sorted("id")[-1]
        self.assertEqual(bounce.automatic, "bounce")

    def test_search_in_texts(self):
        twist = self.receive(
            compose(self.address, "Der Reißverschluss klemmt, Bestellung NW-4711"),
            compose(self.address, "Something else"),
            compose(self.address, "昨日届いた靴を返品したいです。"),
        )
        Twist = self.env["social.twist"].with_user(self.agent)
        for words, count in (
            ("reißverschl", 1),
            ("klemmt 4711", 1),
            ("klemmt else", 0),
            ("ana@customer.example", 3),
            ("返品", 1),
            ("品返", 0),
            ("':* & !", 3),
        ):
            found = Twist.search(
                [("id", "in", twist.ids), ("search_text", "ilike", words)]
            )
            self.assertEqual(len(found), count, words)

    def test_old_arrivals_are_removed_and_failed_ones_stay(self):
        self.receive(compose(self.address), compose(self.address))
        done, failed = self.arrivals()
        failed.state = "failed"
        self.arrivals().done_date = "2020-01-01 00:00:00"
        self.env["social.inbound"]._gc_done()
        self.assertEqual(self.arrivals(), failed)
        self.assertFalse(done.exists())
        self.assertEqual(len(self.messages()), 2)

    def test_deleting_a_twist_takes_its_files_along(self):
        mail = message_from_bytes(compose(self.address), policy=policy.default)
        mail.add_attachment(b"abc", maintype="application", subtype="pdf")
        twist = self.receive(mail.as_bytes())
        files = self.messages().attachment_ids
        self.assertEqual(files.raw, b"abc")
        twist.with_user(self.administrator).unlink()
        self.assertFalse(files.exists())
        self.assertFalse(self.messages())

    def test_a_channel_with_twists_keeps_its_company(self):
        self.receive(compose(self.address))
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaisesRegex(UserError, "new channel"):
            self.channel.company_id = other


BOUNCE = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce.1@mx.example>
Date: Sat, 21 Nov 2026 11:00:00 +0100
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ana@customer.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--b
Content-Type: text/rfc822-headers

Message-ID: <{message_id}>
Subject: Re: A question

--b--
"""
