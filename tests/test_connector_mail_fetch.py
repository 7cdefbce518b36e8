"""Fetching mails from a real IMAP server, in good and in bad weather."""

import json
import socket

from odoo.tests import tagged

from ..connectors.errors import RetryableError
from .mail_servers import MailServersCase, mail


@tagged("post_install", "-at_install")
class TestFetch(MailServersCase):
    def ids(self, page):
        return [payload.external_id.partition("#")[0] for payload in page.payloads]

    def fetch_all(self, connector, cursor=""):
        """All ids from a cursor on, and the last cursor."""
        found, more = [], True
        while more:
            page = connector.fetch(cursor)
            found += self.ids(page)
            cursor, more = page.cursor, page.has_more
        return found, cursor

    def recreate(self, *mails):
        """Delete the folder and make it anew, with another UIDVALIDITY."""
        client = self.client()
        before = client.folder_status("Work", ["UIDVALIDITY"])[b"UIDVALIDITY"]
        client.delete_folder("Work")
        after = before
        while after == before:
            client.create_folder("Work")
            after = client.folder_status("Work", ["UIDVALIDITY"])[b"UIDVALIDITY"]
            if after == before:
                client.delete_folder("Work")
        for one in mails:
            client.append("Work", one)

    def test_empty_mailbox(self):
        connector = self.connector()
        page = connector.fetch("")
        self.assertEqual(page.payloads, ())
        self.assertFalse(page.has_more)
        self.assertEqual(connector.fetch(page.cursor).payloads, ())

    def test_oldest_first_in_pages_and_nothing_twice(self):
        self.put(*(mail(number) for number in range(7)))
        connector = self.connector()
        connector.batch = 3
        found, cursor = self.fetch_all(connector)
        self.assertEqual(found, [f"m{number}@example.com" for number in range(7)])
        self.put(mail(7))
        self.assertEqual(self.ids(connector.fetch(cursor)), ["m7@example.com"])

    def test_bytes_are_untouched_and_mails_stay_unread(self):
        raw = mail(1, "Gr\u00fc\u00dfe\r\n.\r\n\r\n)", X_Odd="\u00e9")
        self.put(raw)
        payload = self.connector().fetch("").payloads[0]
        self.assertEqual(payload.body, raw)
        self.assertEqual(payload.content_type, "message/rfc822")
        flags = self.client().get_flags([1])[1]
        self.assertNotIn(b"\\Seen", flags)

    def test_nothing_new_after_the_last_message(self):
        """UID n:* would answer with the last message again."""
        self.put(mail(1))
        connector = self.connector()
        cursor = connector.fetch("").cursor
        page = connector.fetch(cursor)
        self.assertEqual((page.payloads, page.has_more), ((), False))

    def test_gap_of_uids(self):
        self.put(*(mail(number) for number in range(6)))
        client = self.client()
        client.delete_messages([1, 2, 3, 6])
        client.expunge()
        connector = self.connector()
        connector.batch = 1
        found, _ = self.fetch_all(connector)
        self.assertEqual(found, ["m3@example.com", "m4@example.com"])

    def test_page_is_limited_in_bytes(self):
        self.put(*(mail(number, "x" * 4000) for number in range(4)))
        connector = self.connector()
        connector.batch_bytes = 9000
        page = connector.fetch("")
        self.assertEqual(len(page.payloads), 2)
        self.assertTrue(page.has_more)
        connector.batch_bytes = 10
        self.assertEqual(len(connector.fetch(page.cursor).payloads), 1)

    def test_same_id_other_text_are_two(self):
        self.put(mail(1, "one"), mail(1, "two"), mail(1, "one", Received="by list"))
        first, second, third = self.connector().fetch("").payloads
        self.assertNotEqual(first.external_id, second.external_id)
        self.assertEqual(first.external_id, third.external_id)
        self.assertNotEqual(first.body, third.body)

    def test_mail_without_id(self):
        self.put(mail(1, Message_ID=""), mail(2, Message_ID=""))
        ids = [one.external_id for one in self.connector().fetch("").payloads]
        self.assertTrue(all(one.startswith("sha256:") for one in ids))
        self.assertEqual(len(set(ids)), 2)

    def test_vanished_between_search_and_fetch(self):
        self.put(*(mail(number) for number in range(3)))
        connector = self.connector()
        with connector._mailbox() as mailbox:
            mailbox.select("INBOX")
            client = self.client()
            client.delete_messages([2])
            client.expunge()
            self.assertEqual(sorted(mailbox.bodies([1, 2, 3])), [1, 3])

    def test_folder_made_anew_without_known_ids(self):
        self.client().create_folder("Work")
        self.put(mail(1), mail(2), folder="Work")
        connector = self.connector(folder="Work")
        found, cursor = self.fetch_all(connector)
        connector.close()
        self.recreate(mail(1), mail(2), mail(3))
        again, _ = self.fetch_all(connector, cursor)
        self.assertEqual(again, [*found, "m3@example.com"])

    def test_folder_made_anew_with_known_ids(self):
        """Old and known is not downloaded, new or unknown is; ids may be reused."""
        client = self.client()
        client.create_folder("Work")
        self.put(mail(1), mail(2), mail(3), folder="Work")
        connector = self.connector(folder="Work")
        found, cursor = self.fetch_all(connector)
        state = json.loads(cursor) | {"arrived": json.loads(cursor)["arrived"] + 60}
        connector.close()
        self.recreate(mail(1), mail(4), mail(2), mail(3, Message_ID=""))
        connector.known_ids = set(found).intersection
        again, cursor = self.fetch_all(connector, json.dumps(state))
        self.assertEqual(again[0], "m4@example.com")
        self.assertEqual(len(again), 2)
        self.assertNotIn("known_until", json.loads(cursor))

    def test_folder_made_anew_and_a_new_mail_with_an_old_id(self):
        """Arrived after the last fetch: downloaded although its id is known."""
        self.client().create_folder("Work")
        self.put(mail(1, "first"), folder="Work")
        connector = self.connector(folder="Work")
        connector.known_ids = {"m1@example.com"}.intersection
        page = connector.fetch("")
        self.recreate(mail(1, "other text"))
        page = connector.fetch(page.cursor)
        self.assertEqual(len(page.payloads), 1)
        self.assertIn(b"other text", page.payloads[0].body)

    def test_interrupted_resynchronisation_goes_on(self):
        self.client().create_folder("Work")
        connector = self.connector(folder="Work")
        connector.batch = 1
        cursor = json.dumps(
            {"folder": "Work", "uidvalidity": 1, "uid": 9, "arrived": 4_000_000_000}
        )
        self.put(mail(1), mail(2), mail(3), folder="Work")
        connector.known_ids = {"m1@example.com", "m2@example.com"}.intersection
        page = connector.fetch(cursor)
        self.assertEqual((page.payloads, page.has_more), ((), True))
        other = self.connector(folder="Work")
        other.known_ids = connector.known_ids
        found, cursor = self.fetch_all(other, page.cursor)
        self.assertEqual(found, ["m3@example.com"])
        self.assertEqual(json.loads(cursor)["uid"], 3)

    def test_other_folder_starts_from_its_beginning(self):
        self.put(mail(1), mail(2))
        state = json.loads(self.connector().fetch("").cursor)
        cursor = json.dumps(state | {"arrived": state["arrived"] + 60})
        self.put(mail(3), folder="Archive")
        connector = self.connector(folder="Archive")
        connector.known_ids = {"m3@example.com"}.intersection
        self.assertEqual(self.ids(connector.fetch(cursor)), ["m3@example.com"])

    def test_connection_cut_in_a_batch(self):
        self.put(*(mail(number, "x" * 20_000) for number in range(5)))
        connector = self.connector(**self.through(cut_after=50_000))
        with self.assertRaises(RetryableError) as caught:
            connector.fetch("")
        self.assertEqual(caught.exception.code, "closed")
        self.assertEqual(len(self.connector().fetch("").payloads), 5)

    def test_connector_recovers_after_a_broken_connection(self):
        self.put(mail(1))
        connector = self.connector()
        connector.fetch("")
        connector._imap.client.socket().shutdown(socket.SHUT_RDWR)
        with self.assertRaises(RetryableError):
            connector.fetch("")
        self.assertEqual(len(connector.fetch("").payloads), 1)

    def test_server_without_uidnext(self):
        self.put(mail(1), mail(2))
        connector = self.connector(
            **self.through(replace=((b"[UIDNEXT", b"[UIDNEKT"),))
        )
        self.assertEqual(len(connector.fetch("").payloads), 2)

    def test_server_that_withholds_a_mail(self):
        """Better to stand still and say so than to leave a mail out."""
        self.put(mail(1), mail(2))
        connector = self.connector(**self.through(replace=((b"BODY[]", b"BODI[]"),)))
        with self.assertRaises(RetryableError) as caught:
            connector.fetch("")
        self.assertEqual(caught.exception.code, "unreadable")
