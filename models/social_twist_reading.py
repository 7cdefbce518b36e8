"""Reading, spam, sentiment and relevance, of a twist as a whole (spec A8, A9, A11)."""

from odoo import models
from odoo.tools import SQL

from .social_twist_phase import COUNT

MARK_LAST = """
    UPDATE social_message SET is_unread = TRUE
     WHERE id IN (
        SELECT DISTINCT ON (twist_id) id FROM social_message
         WHERE twist_id = ANY(%s)
           AND is_spam IS NOT TRUE
           AND state IS DISTINCT FROM 'cancelled'
      ORDER BY twist_id, direction, date DESC, id DESC)
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    # -- reading -------------------------------------------------------------------

    def action_mark_read(self):
        self.check_access("write")
        self._write_unread(
            SQL(
                """
                UPDATE social_message SET is_unread = FALSE
                 WHERE twist_id = ANY(%s) AND is_unread IS TRUE
                """,
                self.ids,
            )
        )
        return True

    def action_mark_unread(self):
        """The last message from outside is unread again."""
        self.check_access("write")
        read = self.filtered(lambda twist: not twist.unread_count)
        read._write_unread(SQL(MARK_LAST, read.ids))
        return True

    def _write_unread(self, statement):
        """One statement for all messages, which carry no logic of their own."""
        messages = self.env["social.message"]
        messages.flush_model()
        self.env.cr.execute(statement)
        messages.invalidate_model(["is_unread"], flush=False)
        self.sudo()._recount()

    def action_opened(self):
        """The twist is shown to its reader, who may want that to count as reading."""
        self.check_access("read")
        if self.env.user.social_inbox_read_on_open:
            self.filtered("unread_count").action_mark_read()
        return True

    # -- spam ----------------------------------------------------------------------

    def action_spam(self):
        """Out of lists and counts, still there (spec A9)."""
        return self._mark_spam(True)

    def action_not_spam(self):
        """Back in lists and counts; where all messages are spam, with them."""
        messages = self.env["social.message"].sudo()
        domain = [("twist_id", "in", self.ids)]
        shown = messages._read_group([*domain, ("is_spam", "=", False)], ["twist_id"])
        hidden = self - self.browse(twist.id for (twist,) in shown)
        spam = [("twist_id", "in", hidden.ids), ("is_spam", "=", True)]
        self.check_access("write")
        messages.search(spam).write({"is_spam": False})
        return self._mark_spam(False)

    def _mark_spam(self, is_spam):
        self.check_access("write")
        changed = self.filtered(lambda twist: twist.is_spam != is_spam)
        changed._write_by_system({"is_spam": is_spam})
        self.sudo()._recount()
        count = len(changed)
        text = (
            self.env._("%s marked as spam", COUNT)
            if is_spam
            else self.env._("%s no longer spam", COUNT)
        )
        undo = ("social.twist", changed.ids, "action_not_spam") if is_spam else None
        return self._result(text, count, [], undo)

    def action_block_author(self):
        """Spam, and whatever the author sends from now on, too."""
        self.check_access("write")
        self.profile_id.action_block()
        self.action_spam()
        undo = ("social.twist", self.ids, "action_unblock_author")
        return self._result(self.env._("Blocked, and marked as spam"), 1, [], undo)

    def action_unblock_author(self):
        """The author is heard again, and the twist is no spam."""
        self.check_access("write")
        self.profile_id.action_unblock()
        return self.action_not_spam()

    # -- messages marked one by one ------------------------------------------------

    def _spam_marked(self):
        """A twist is spam when nothing else is left in it, and comes back with its
        first message that is not."""
        shown = self.env["social.message"]._read_group(
            [("twist_id", "in", self.ids), ("is_spam", "=", False)], ["twist_id"]
        )
        alive = self.browse(twist.id for (twist,) in shown)
        (self - alive).filtered(lambda twist: not twist.is_spam).is_spam = True
        alive.filtered("is_spam").is_spam = False
