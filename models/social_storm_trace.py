"""Which arrivals are alike: what is kept of them for a while (spec C15).

Each message is like the first one that it is like, its leader; a leader is looked up by
the keys of its signature. So an arrival is compared with few, and a batch costs a
constant number of statements.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from .text_similarity import are_alike, keys

KEEP_HOURS = 24

LEADERS = """
    SELECT leader.id, leader.campaign, leader.signature
      FROM social_storm_trace AS leader
     WHERE leader.company_id = %(company)s AND leader.campaign = ANY(%(campaigns)s)
       AND leader.keys ?| %(keys)s
       AND (leader.storm_id IS NOT NULL OR leader.date >= %(since)s OR EXISTS (
            SELECT FROM social_storm_trace AS other
             WHERE other.leader_id = leader.id AND other.date >= %(since)s))
  ORDER BY leader.storm_id NULLS LAST, leader.id
"""
INSERT = """
    INSERT INTO social_storm_trace (leader_id, campaign, company_id, twist_id,
        profile_id, signature, keys, date)
    VALUES %s RETURNING id
"""
# how many are like these leaders, of how many authors, since when
COUNTS = """
    SELECT COALESCE(leader_id, id) AS leader, count(*), count(DISTINCT profile_id),
           min(date)
      FROM social_storm_trace
     WHERE (id = ANY(%(leaders)s) OR leader_id = ANY(%(leaders)s))
       AND date >= %(since)s
  GROUP BY COALESCE(leader_id, id)
"""


@dataclass
class Leader:
    """The first of similar messages; without an id, one of this batch."""

    campaign: int
    signature: tuple
    id: int = 0
    first: "Arrival | None" = None
    others: list = field(default_factory=list)


@dataclass
class Arrival:
    """A message that has come, with the signature of its text."""

    twist_id: int
    profile_id: int
    campaign: int
    signature: tuple


class SocialStormTrace(models.Model):
    """Of one arrival; nobody reads it but the watch for storms."""

    _name = "social.storm.trace"
    _description = "Trace of an Arrival"
    _log_access = False

    leader_id = fields.Many2one("social.storm.trace", ondelete="cascade")
    storm_id = fields.Many2one("social.storm", ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    campaign = fields.Integer()  # 0: of none
    twist_id = fields.Many2one(
        "social.twist", required=True, ondelete="cascade", index=True
    )
    profile_id = fields.Many2one("social.profile", ondelete="cascade", index=True)
    signature = fields.Json()
    keys = fields.Json()
    date = fields.Datetime(required=True)

    _keys_idx = models.Index("USING gin (keys) WHERE keys IS NOT NULL")
    _leader_idx = models.Index("(leader_id, date) WHERE leader_id IS NOT NULL")
    _storm_idx = models.Index("(storm_id) WHERE storm_id IS NOT NULL")
    _date_idx = models.Index("(date)")

    @api.model
    def _add(self, company, arrivals, since):
        """Keep arrivals, each with the leader it is like.

        :param arrivals: ``Arrival``
        :param since: leaders that nobody followed since then lead no more
        :returns: ids of the leaders that were followed
        """
        leaders = self._leaders(company, arrivals, since)
        by_key = defaultdict(list)
        for leader in leaders:
            index(by_key, leader)
        for arrival in arrivals:
            leader = leader_of(by_key, arrival)
            if leader:
                leader.others.append(arrival)
                continue
            leader = Leader(arrival.campaign, arrival.signature, first=arrival)
            leaders.append(leader)
            index(by_key, leader)
        self._insert(company, leaders)
        return [leader.id for leader in leaders if leader.others]

    def _leaders(self, company, arrivals, since):
        wanted = {str(key) for one in arrivals for key in keys(one.signature)}
        rows = self.env.execute_query(
            SQL(
                LEADERS,
                company=company.id,
                campaigns=list({one.campaign for one in arrivals}),
                keys=list(wanted),
                since=since,
            )
        )
        return [
            Leader(campaign, tuple(signature), id_) for id_, campaign, signature in rows
        ]

    def _insert(self, company, leaders):
        """New leaders, then those who follow; a statement each."""
        new = [one for one in leaders if not one.id]
        ids = self._insert_rows(
            company,
            [
                (None, one.first, Json(one.signature), Json(as_texts(one.signature)))
                for one in new
            ],
        )
        for leader, id_ in zip(new, ids, strict=True):
            leader.id = id_
        self._insert_rows(
            company,
            [(one.id, other, None, None) for one in leaders for other in one.others],
        )

    def _insert_rows(self, company, rows):
        if not rows:
            return []
        values = [
            SQL(
                "(%s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s)",
                leader_id,
                arrival.campaign,
                company.id,
                arrival.twist_id,
                arrival.profile_id,
                signature,
                names,
                fields.Datetime.now(),
            )
            for leader_id, arrival, signature, names in rows
        ]
        found = self.env.execute_query(SQL(INSERT, SQL(", ").join(values)))
        return [row[0] for row in found]

    @api.model
    def _counts(self, leader_ids, since):
        """:returns: (leader's id, messages, authors, date of the first) each"""
        return self.env.execute_query(SQL(COUNTS, leaders=leader_ids, since=since))

    @api.autovacuum
    def _gc_old(self):
        """What belongs to no storm is of no use after the longest time of a limit."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), hours=KEEP_HOURS)
        old = [
            ("date", "<", limit),
            ("storm_id", "=", False),
            "|",
            ("leader_id", "=", False),
            ("leader_id.storm_id", "=", False),
        ]
        found = self.sudo().search(old, limit=10_000)
        found.unlink()
        return len(found), int(len(found) == 10_000)


def as_texts(signature):
    return [str(key) for key in keys(signature)]


def index(by_key, leader):
    for key in keys(leader.signature):
        by_key[leader.campaign, key].append(leader)


def leader_of(by_key, arrival):
    """The first leader that it is like; each is compared once."""
    seen = set()
    for key in keys(arrival.signature):
        for leader in by_key.get((arrival.campaign, key), ()):
            if id(leader) in seen:
                continue
            seen.add(id(leader))
            if are_alike(leader.signature, arrival.signature):
                return leader
    return None
