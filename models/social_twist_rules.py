"""Rules on a twist's way, and what they leave on it (spec C15)."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .ingest_batch import is_inbound
from .rule_conditions import Facts
from .social_rule_actions import CHAIN

FIRST_OF_AUTHOR = """
    NOT EXISTS (
        SELECT FROM social_message AS before
         WHERE before.profile_id = message.profile_id
           AND before.direction = 'inbound'
           AND (before.date, before.id) < (message.date, message.id))
"""
# in the order of ``Facts``
FACT_COLUMNS = f"""
    twist.id, COALESCE(message.id, 0), COALESCE(twist.campaign_id, 0),
    twist.channel_id, COALESCE(message.text, ''), COALESCE(message.subject, ''),
    COALESCE(message.kind, ''), COALESCE(message.language, ''),
    COALESCE(message.rating, 0), COALESCE(message.sentiment, ''),
    COALESCE(profile.followers, 0), profile.is_verified IS TRUE, {FIRST_OF_AUTHOR},
    message.type = 'initial'
"""
# of the last message from outside that is no spam
FACTS_OF_TWISTS = f"""
    SELECT {FACT_COLUMNS}
      FROM social_twist AS twist
 LEFT JOIN LATERAL (
            SELECT * FROM social_message WHERE twist_id = twist.id
               AND direction = 'inbound' AND is_spam IS NOT TRUE
          ORDER BY date DESC, id DESC LIMIT 1) AS message ON TRUE
 LEFT JOIN social_profile AS profile ON profile.id = message.profile_id
     WHERE twist.id = ANY(%s)
"""
AUTHORS = f"""
    SELECT message.id, COALESCE(profile.followers, 0), profile.is_verified IS TRUE,
           {FIRST_OF_AUTHOR}
      FROM social_message AS message
 LEFT JOIN social_profile AS profile ON profile.id = message.profile_id
     WHERE message.id = ANY(%s)
"""


class SocialTwist(models.Model):
    _inherit = "social.twist"

    ready_answer_id = fields.Many2one(
        "mail.canned.response",
        string="Suggested Answer",
        readonly=True,
        copy=False,
        help="A rule suggests it; whoever answers decides.",
    )
    rule_log_ids = fields.One2many(
        "social.rule.log", "twist_id", string="Applied Rules", readonly=True
    )

    # rules for times look for what is over
    _rule_waiting_idx = models.Index(
        "(company_id, waiting_since)"
        " WHERE is_open IS TRUE AND waiting_since IS NOT NULL"
    )
    _rule_phase_idx = models.Index("(company_id, phase_since) WHERE is_open IS TRUE")

    @api.model
    def _rules_on_arrival(self, channel, threads):
        result = super()._rules_on_arrival(channel, threads)
        rules = self.env["social.rule"]._compiled(channel.company_id.id, "arrival")
        if rules:
            facts = self._facts_of_batch(rules, threads)
            self.env["social.rule"]._run("arrival", rules, facts)
        return result

    def _rules_on_move(self, target):
        result = super()._rules_on_move(target)
        model, chain = self.env["social.rule"], self.env.context.get(CHAIN, ())
        for company, twists in self.sudo().grouped("company_id").items():
            rules = [
                rule
                for rule in model._compiled(company.id, "move")
                if rule.phase in ("", target) and rule.id not in chain
            ]
            if rules:
                model._run("move", rules, twists._facts())
        return result

    # -- what rules look at --------------------------------------------------------

    @api.model
    def _facts_of_batch(self, rules, threads):
        """``Facts`` of the messages from outside that a batch brought, spam aside."""
        facts = [
            facts_of(thread, one)
            for thread in threads
            for one in thread.arrived
            if is_inbound(one) and not one.is_spam
        ]
        if facts and any(rule.asks_author for rule in rules):
            ids = [one.message_id for one in facts]
            rows = self.env.execute_query(SQL(AUTHORS, ids))
            known = {message_id: row for message_id, *row in rows}
            for one in facts:
                one.followers, one.is_verified, one.is_first = known[one.message_id]
        return facts

    def _facts(self):
        """``Facts`` of these twists, by the last message of each."""
        self.flush_model()
        self.env["social.message"].flush_model()
        rows = self.env.execute_query(SQL(FACTS_OF_TWISTS, self.ids))
        return [Facts(*row) for row in rows]

    # -- what they leave -----------------------------------------------------------

    def _rules_shown(self, span):
        """What rules did in a span of time.

        :param span: function that makes the span's domain on a date field
        """
        # sudo: whoever reads the twist, which was checked, reads what was done to it
        return (
            self.env["social.rule.log"]
            .sudo()
            .search_fetch(
                Domain("twist_id", "=", self.id) & span("date"),
                ["name", "date", "done", "skipped"],
                order="date, id",
            )
        )

    def _screen_composer(self):
        """:returns: also ``suggested``: ``{"id", "source", "text"}`` or False"""
        answer = self.env["mail.canned.response"]
        if self.ready_answer_id:  # not all may use all of them
            answer = answer.search([("id", "=", self.ready_answer_id.id)])
        suggested = answer and {
            "id": answer.id,
            "source": answer.source,
            "text": answer.substitution,
        }
        return {**super()._screen_composer(), "suggested": suggested or False}

    def _as_payloads(self):
        """What others are told of these twists, by id.

        :returns: ``{id: {"company_id": int, "twist": dict}}``
        """
        base = self.get_base_url()
        return {
            twist.id: {
                "company_id": twist.company_id.id,
                "twist": {
                    "id": twist.id,
                    "url": f"{base}/odoo/social-inbox/{twist.id}",
                    "name": twist.name,
                    "phase": twist.phase,
                    "priority": twist.priority,
                    "platform": twist.platform,
                    "channel": twist.channel_id.name,
                    "campaign": twist.campaign_id.name or "",
                    "tags": twist.tag_ids.mapped("name"),
                    "assigned_to": twist.user_id.name or "",
                    "author": {
                        "name": twist.profile_id.name or "",
                        "handle": twist.profile_id.handle or "",
                    },
                    "preview": twist.preview or "",
                },
            }
            for twist in self
        }

    def _answered(self, answers):
        """What was suggested has been decided."""
        result = super()._answered(answers)
        suggested = self.sudo().filtered("ready_answer_id")
        if suggested:
            suggested.ready_answer_id = False
        return result


def facts_of(thread, one):
    """``Facts`` of a message that has just been stored, as far as they came with it."""
    event = one.event
    return Facts(
        twist_id=thread.id,
        message_id=one.message_id,
        campaign_id=thread.campaign_id or 0,
        channel_id=thread.channel_id,
        text=event.text or ("" if event.is_html else event.body),
        subject=event.subject,
        kind=event.kind,
        language=event.language,
        rating=event.rating or 0,
        is_opening=not thread.was_known and thread.arrived[0] is one,
    )
