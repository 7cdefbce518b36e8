"""What an upgrade makes of the data of the version before."""

from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path
from odoo.tools.sql import table_columns

from .common import ArrivalCase, compose

TO = "support@shop.example"


def migrate(cr, version, script="post-migrate.py", before="19.0.1.0.0"):
    path = file_path(f"social_inbox/migrations/{version}/{script}")
    load_script(path, "social_inbox_migration").migrate(cr, before)


@tagged("post_install", "-at_install")
class TestMigrations(ArrivalCase):
    def test_timeline_and_unread_messages(self):
        first = "<first@customer.example>"
        mails = [compose(TO, Message_ID=first)]
        mails += [
            compose(TO, In_Reply_To=first, Date=f"Fri, 20 Nov 2026 1{hour}:00:00 +0100")
            for hour in (1, 2)
        ]
        twist = self.arrive(*mails)
        known = self.twist_in("engage")
        messages = self.env["social.message"].search([("twist_id", "=", twist.id)])
        messages[2].action_mark_read()
        self.env.flush_all()
        drop = "DELETE FROM social_phase_move WHERE twist_id = %s"
        self.env.cr.execute(drop, twist.ids)
        self.env.cr.execute("UPDATE social_message SET is_unread = NULL")
        self.env.cr.execute("UPDATE social_twist SET phase_since = NULL")
        before = len(known.move_ids)
        migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual(messages.mapped("is_unread"), [True, True, False])
        twist._recount()
        self.assertEqual(twist.unread_count, 2)
        [move] = twist.move_ids
        self.assertEqual((move.cause, move.to_phase), ("arrival", "listen"))
        self.assertEqual(len(known.move_ids), before)
        self.assertTrue(twist.phase_since and known.phase_since)

    def test_a_new_installation_is_left_alone(self):
        twist = self.twist_in("listen")
        since = twist.phase_since
        migrate(self.env.cr, "19.0.1.1.0", before="")
        self.env.invalidate_all()
        self.assertEqual(twist.phase_since, since)

    def test_the_log_of_rules_has_no_company_of_its_own(self):
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE social_rule_log ADD company_id INTEGER")
        for _again in range(2):
            migrate(self.env.cr, "19.0.1.4.1", "pre-migrate.py", "19.0.1.4.0")
        columns = table_columns(self.env.cr, "social_rule_log")
        self.assertNotIn("company_id", columns)
        self.assertIn("twist_id", columns)
