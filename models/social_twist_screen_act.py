"""What the Social Inbox screen changes by a key or a click, one or many at once."""

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

from .social_twist_phase import COUNT

MARK_SOME = """
    UPDATE social_message SET is_unread = %s WHERE id = ANY(%s) AND twist_id = ANY(%s)
"""


class SocialTwist(models.Model):
    """Each answers as ``_result`` does: what was done, with an undo."""

    _inherit = "social.twist"

    def screen_assign(self, user_id):
        """Assign an agent, or nobody (``user_id`` False).

        :raises ValidationError: the user does not work in the inbox
        """
        self.check_access("write")
        before = [
            [user.id, twists.ids] for user, twists in self.grouped("user_id").items()
        ]
        self.write({"user_id": user_id})
        user = self.env["res.users"].browse(user_id or ())
        undo = ("social.twist", self.ids, "screen_assign_again", [before])
        return self._result(self._said_assigned(user), len(self), [], undo)

    def _said_assigned(self, user):
        if not user:
            return (
                self.env._("Nobody is assigned now"),
                self.env._("%s assigned to nobody", COUNT),
            )
        return (
            self.env._("Assigned to %s", user.name),
            self.env._("%(count)s assigned to %(user)s", count=COUNT, user=user.name),
        )

    def screen_assign_again(self, before):
        """Undo ``screen_assign``.

        :param before: pairs of a user's id and the ids of the twists they had
        """
        for user_id, twist_ids in before:
            (self & self.browse(twist_ids)).write({"user_id": user_id})
        text = (
            self.env._("Assigned as before"),
            self.env._("%s assigned as before", COUNT),
        )
        return self._result(text, len(self), [])

    def screen_tag(self, tag_id, add=True):
        """Put a tag on, or take it off."""
        self.check_access("write")
        tag = self.env["social.tag"].browse(tag_id)
        changed = self.filtered(lambda twist: (tag in twist.tag_ids) != bool(add))
        command = Command.link(tag_id) if add else Command.unlink(tag_id)
        changed.write({"tag_ids": [command]})
        text = self._said_tagged(tag) if add else self._said_untagged(tag)
        undo = ("social.twist", changed.ids, "screen_tag", [tag_id, not add])
        return self._result(text, len(changed), [], undo)

    def _said_tagged(self, tag):
        return (
            self.env._("Tagged %s", tag.name),
            self.env._("%(count)s tagged %(tag)s", count=COUNT, tag=tag.name),
        )

    def _said_untagged(self, tag):
        return (
            self.env._("No longer tagged %s", tag.name),
            self.env._("%(count)s no longer tagged %(tag)s", count=COUNT, tag=tag.name),
        )

    def screen_priority(self, high):
        """High priority, or normal."""
        self.check_access("write")
        value = "1" if high else "0"
        changed = self.filtered(lambda twist: twist.priority != value)
        changed.write({"priority": value})
        text = self.env._("High priority") if high else self.env._("Normal priority")
        undo = ("social.twist", changed.ids, "screen_priority", [not high])
        return self._result(text, len(changed), [], undo)

    # -- reading -------------------------------------------------------------------

    def screen_read_mark(self, unread):
        """Mark as read, or as unread.

        :raises AccessError: they may not be written
        """
        before = self._unread_message_ids()
        if unread:
            self.action_mark_unread()
        else:
            self.action_mark_read()
        after = self._unread_message_ids()
        # what the undo is to set as it was
        touched = sorted(after - before if unread else before - after)
        messages = self.env["social.message"].browse(touched)
        changed = messages.twist_id
        text = self._said_read(unread)
        undo = ("social.twist", changed.ids, "screen_read_again", [touched, not unread])
        return self._result(text, len(changed), [], undo)

    def _said_read(self, unread):
        if unread:
            return self.env._("Unread"), self.env._("%s marked as unread", COUNT)
        return self.env._("Read"), self.env._("%s marked as read", COUNT)

    def screen_read_again(self, message_ids, unread):
        """Undo ``screen_read_mark``: these messages are as they were.

        :param message_ids: messages of these twists; others are left alone
        """
        self.check_access("write")
        self._write_unread(SQL(MARK_SOME, bool(unread), list(message_ids), self.ids))
        return self._result(self._said_read(unread), len(self), [])

    def _unread_message_ids(self):
        domain = [("twist_id", "in", self.ids), ("is_unread", "=", True)]
        return set(self.env["social.message"].search(domain).ids)
