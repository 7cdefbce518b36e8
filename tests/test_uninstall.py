"""What uninstalling removes beside what belongs to the module by its XML ids."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..hooks import uninstall_hook
from .test_feedback import FeedbackCase


@tagged("post_install", "-at_install")
class TestUninstall(FeedbackCase):
    def test_nothing_holds_the_type_of_activity(self):
        twists, ticket = self.linked(count=2)
        waiting = ticket.activity_ids.sudo()
        self.served(ticket).write_social_feedback("<p>Mended.</p>", twists[0])
        done = waiting.filtered(lambda one: not one.active)
        kind = self.env.ref("social_inbox.mail_activity_type_social")
        own = ticket.activity_schedule(
            activity_type_id=kind.id, summary="Call", automated=False
        )
        self.assertTrue(done and waiting - done)
        with mute_logger("odoo.addons.base.models.ir_cron"):
            uninstall_hook(self.env)
        self.assertEqual(ticket.activity_ids, own, "what waits for authors is gone")
        self.assertTrue(done.exists())
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.assertEqual((own + done).activity_type_id, todo)
        kind.unlink()
        self.env.flush_all()
