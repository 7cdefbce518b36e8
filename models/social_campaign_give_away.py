"""Giving away what somebody holds who cannot go on with it (spec B15)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# many at once, and what is logged says why; who took one over meanwhile keeps it
GIVE_AWAY = """
    WITH held AS (
        SELECT id FROM social_twist
         WHERE id = ANY(%(twists)s) AND user_id = ANY(%(users)s) AND is_open IS TRUE
      ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE social_twist AS twist
       SET user_id = %(agent)s, write_uid = %(uid)s, write_date = %(now)s
      FROM held WHERE twist.id = held.id
 RETURNING twist.id
"""


class SocialCampaign(models.Model):
    _inherit = "social.campaign"

    give_away_hours = fields.Integer(
        string="Give Away after Hours",
        help="What an agent holds who is out of office for so long is nobody's again;"
        " 0: never by itself.",
    )

    @api.constrains("give_away_hours")
    def _check_give_away_hours(self):
        if any(campaign.give_away_hours < 0 for campaign in self):
            raise ValidationError(self.env._("Hours are 0 or more; 0: never."))

    @api.model
    def _give_away_of_absent(self):
        """What the absent hold longer than their campaigns allow is nobody's again."""
        retried = self.env["social.channel"]._retried
        for campaign in self.sudo().search([("give_away_hours", ">", 0)]):
            retried(campaign._give_away_in_job)

    def _give_away_in_job(self):
        users = self._users_allowed()
        moment = fields.Datetime.now() - timedelta(hours=self.give_away_hours)
        absent = users._social_absent_since(moment)
        held = [
            ("campaign_id", "=", self.id),
            ("is_open", "=", True),
            ("user_id", "in", absent.ids),
        ]
        twists = self.env["social.twist"].search(held) if absent else ()
        if twists:
            twists._give_away(self.env._("out of office"))
        self.env["ir.cron"]._commit_progress()


class SocialTwist(models.Model):
    _inherit = "social.twist"

    def _give_away(self, reason, colleague=None):
        """To a colleague, or nobody's again; the log of each says why.

        :param reason: why their agents do not go on with them
        :param colleague: a user who may be assigned to all of them
        :returns: those that their agents still held
        """
        self.env.flush_all()
        names = {one.id: one.user_id.name for one in self.sudo() if one.user_id}
        values = {
            "twists": list(names),
            "users": self.sudo().user_id.ids,
            "agent": colleague.id if colleague else None,
            "uid": self.env.uid,
            "now": fields.Datetime.now(),
        }
        rows = self.env.execute_query(SQL(GIVE_AWAY, **values))
        given = self.browse(row[0] for row in rows)
        given.invalidate_recordset(["user_id", "write_uid", "write_date"], flush=False)
        given._notify_inbox(given.ids)
        given._message_log_batch(
            {
                twist.id: twist._why_given(names[twist.id], colleague, reason)
                for twist in given
            }
        )
        return given

    def _why_given(self, name, colleague, reason):
        if colleague:
            return self.env._(
                "Given from %(user)s to %(colleague)s: %(reason)s",
                user=name,
                colleague=colleague.name,
                reason=reason,
            )
        return self.env._("Taken from %(user)s: %(reason)s", user=name, reason=reason)
