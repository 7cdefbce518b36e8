"""What becomes of fetched mails in the mailbox, on a real IMAP server."""

import json

from odoo.tests import tagged

from .mail_servers import MailServersCase, mail


@tagged("post_install", "-at_install")
class TestAcknowledge(MailServersCase):
    def fetched(self, **settings):
        self.put(mail(1), mail(2))
        connector = self.connector(**settings)
        return connector, connector.fetch("")

    def test_leave(self):
        connector, page = self.fetched()
        self.assertEqual(page.receipt, "")
        connector.acknowledge(page.receipt)
        self.assertEqual(self.client().search("UNSEEN"), [1, 2])

    def test_seen(self):
        connector, page = self.fetched(after_fetch="seen")
        self.put(mail(3))
        connector.acknowledge(page.receipt)
        connector.acknowledge(page.receipt)
        self.assertEqual(self.client().search("UNSEEN"), [3])

    def test_move(self):
        connector, page = self.fetched(
            after_fetch="move", move_folder="Fetched/2026 \u00fc"
        )
        self.put(mail(3))
        connector.acknowledge(page.receipt)
        connector.acknowledge(page.receipt)
        client = self.client()
        self.assertEqual(client.search(), [3])
        client.select_folder("Fetched/2026 \u00fc")
        self.assertEqual(len(client.search()), 2)
        self.assertEqual(len(connector.fetch(page.cursor).payloads), 1)

    def test_move_on_a_server_that_cannot(self):
        """Without MOVE and UIDPLUS; others' deleted mails are left alone."""
        self.put(mail(0))
        self.client().delete_messages([1])
        old = self.through(replace=((b" MOVE", b" MOFE"), (b" UIDPLUS", b" UIDPLUZ")))
        connector, page = self.fetched(after_fetch="move", move_folder="Done", **old)
        connector.acknowledge(page.receipt)
        connector.acknowledge(page.receipt)
        client = self.client()
        self.assertEqual(client.search("UNDELETED"), [])
        self.assertEqual(len(client.search()), 3)
        client.select_folder("Done")
        self.assertEqual(len(client.search()), 2)

    def test_move_without_move_but_uidplus(self):
        old = self.through(replace=((b" MOVE", b" MOFE"),))
        connector, page = self.fetched(after_fetch="move", move_folder="Done", **old)
        connector.acknowledge(page.receipt)
        self.assertEqual(self.client().search(), [])

    def test_folder_made_anew_is_not_touched(self):
        connector, page = self.fetched(after_fetch="seen")
        receipt = json.loads(page.receipt)
        receipt["uidvalidity"] += 1
        connector.acknowledge(json.dumps(receipt))
        self.assertEqual(self.client().search("UNSEEN"), [1, 2])
