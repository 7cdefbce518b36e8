"""What the Social Inbox screen changes by a key or a click, one or many at once."""

from odoo import models
from odoo.fields import Command


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
        text = self.env._("Assigned to %s", user.name) if user else ""
        undo = ("social.twist", self.ids, "screen_assign_again", [before])
        return self._result(
            text or self.env._("Nobody is assigned now"), len(self), [], undo
        )

    def screen_assign_again(self, before):
        """Undo ``screen_assign``.

        :param before: pairs of a user's id and the ids of the twists they had
        """
        for user_id, twist_ids in before:
            (self & self.browse(twist_ids)).write({"user_id": user_id})
        return self._result(self.env._("Assigned as before"), len(self), [])

    def screen_tag(self, tag_id, add=True):
        """Put a tag on, or take it off."""
        self.check_access("write")
        tag = self.env["social.tag"].browse(tag_id)
        changed = self.filtered(lambda twist: (tag in twist.tag_ids) != bool(add))
        command = Command.link(tag_id) if add else Command.unlink(tag_id)
        changed.write({"tag_ids": [command]})
        text = (
            self.env._("Tagged %s", tag.name)
            if add
            else self.env._("No longer tagged %s", tag.name)
        )
        undo = ("social.twist", changed.ids, "screen_tag", [tag_id, not add])
        return self._result(text, len(changed), [], undo)

    def screen_priority(self, high):
        """High priority, or normal."""
        self.check_access("write")
        value = "1" if high else "0"
        changed = self.filtered(lambda twist: twist.priority != value)
        changed.write({"priority": value})
        text = self.env._("High priority") if high else self.env._("Normal priority")
        undo = ("social.twist", changed.ids, "screen_priority", [not high])
        return self._result(text, len(changed), [], undo)
