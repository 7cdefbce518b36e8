"""10,000 waiting twists to 200 agents, and Take Next among many.

Times what the scheduled action does to a campaign, in each of its modes, and what an
agent waits for after pressing Take Next. Run by ``./stack bench distribution``; it
makes a database of its own, and removes it.

    ./stack bench distribution [--waiting 10000] [--agents 200] [--twists 100000]
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import twistgen

import odoo
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

TEMPLATE = os.environ["SOCIAL_INBOX_TEMPLATE_DB"]
DATABASE = f"{TEMPLATE}_bench_{os.getpid()}"
GOAL, GOAL_TAKE = 5.0, 0.2
MODES = ("least_busy", "round_robin", "skill")
GROUP = "social_inbox.group_social_inbox_agent"
WAITING = """
    UPDATE social_twist SET campaign_id = %(campaign)s, user_id = NULL
     WHERE id IN (SELECT id FROM social_twist
                   WHERE is_open IS TRUE AND company_id = %(company)s
                ORDER BY id LIMIT %(count)s)
"""
AGAIN = "UPDATE social_twist SET user_id = NULL WHERE campaign_id = %s"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--waiting", type=int, default=10_000)
    options.add_argument("--agents", type=int, default=200)
    options.add_argument("--twists", type=int, default=100_000)
    options = options.parse_args()
    config.parse_config(["--db-filter", DATABASE, "--log-level", "warn"])
    subprocess.run(["createdb", "-T", TEMPLATE, DATABASE], check=True)
    try:
        campaign_id, agent_ids = prepare(options)
        slowest = max(distribute(campaign_id, mode, options) for mode in MODES)
        taken = take(campaign_id, agent_ids)
    finally:
        odoo.sql_db.close_all()
        subprocess.run(["dropdb", "--force", DATABASE], check=True)
    is_reached = slowest <= GOAL and taken <= GOAL_TAKE
    print(f"goals {GOAL} s and {GOAL_TAKE} s:", "reached" if is_reached else "missed")
    return 0 if is_reached else 1


@contextmanager
def session(user_id=api.SUPERUSER_ID, is_kept=False):
    with Registry(DATABASE).cursor() as cr:
        yield api.Environment(cr, user_id, {"lang": "en_US", "tz": "UTC"})
        if is_kept:
            cr.commit()
        else:
            cr.rollback()


def prepare(options):
    """Ids of a campaign whose twists all wait, and of its agents."""
    start = time.perf_counter()
    with session(is_kept=True) as env:
        companies = env.company | env["res.company"].create({"name": "Elsewhere"})
        agents = env["res.users"].create(
            [
                {
                    "name": f"Agent {number}",
                    "login": f"bench_agent_{number}",
                    "company_id": companies[0].id,
                    "company_ids": companies[0].ids,
                    "group_ids": env.ref(GROUP).ids,
                }
                for number in range(options.agents)
            ]
        )
        campaign = env["social.campaign"].create(
            {"name": "Rush", "user_ids": agents.ids, "agent_limit": 0}
        )
        profiles = options.twists // 6
        twistgen.fill(env, options.twists, profiles, companies, twistgen.ALL_OPEN)
        values = {"campaign": campaign.id, "company": companies[0].id}
        env.cr.execute(SQL(WAITING, **values, count=options.waiting))
    subprocess.run(["psql", "-q", "-d", DATABASE, "-c", "VACUUM ANALYZE"], check=True)
    print(f"{options.twists:,} twists, {options.waiting:,} of them waiting,", end=" ")
    print(f"{options.agents} agents; made in {time.perf_counter() - start:.0f} s\n")
    return campaign.id, agents.ids


def distribute(campaign_id, mode, options):
    """Seconds of a run that gives out all; it is taken back."""
    with session() as env:
        campaign = env["social.campaign"].browse(campaign_id)
        limit = 1 + options.waiting // options.agents
        campaign.write({"distribution": mode, "agent_limit": limit})
        env.cr.execute(SQL(AGAIN, campaign_id))
        start, spent = time.perf_counter(), cpu_seconds(env)
        given, left = campaign._distribute()
        seconds, spent = time.perf_counter() - start, cpu_seconds(env) - spent
    loads = Counter(given.values()).values()
    if left or max(loads) - min(loads) > 1:
        sys.exit(f"{mode}: {len(left)} are left, loads {min(loads)} to {max(loads)}")
    print(f"{mode:12} {len(given):,} given out in {seconds:.2f} s, {spent:.2f} s CPU")
    return seconds


def cpu_seconds(env):
    """Of this process, and of PostgreSQL's where Linux tells: on a busy machine it
    says whether the clock is to blame."""
    stat = Path(f"/proc/{env.cr._cnx.info.backend_pid}/stat")
    if not stat.exists():
        return time.process_time()
    ticks = sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def take(campaign_id, agent_ids, times=50):
    """The median seconds that an agent waits for the next twist."""
    seconds = []
    query = {"phase": "listen", "campaign_id": campaign_id}
    for number in range(times):
        with session(agent_ids[number % len(agent_ids)], is_kept=True) as env:
            start = time.perf_counter()
            found = env["social.twist"].screen_take_next(query)
            env.flush_all()
            seconds.append(time.perf_counter() - start)
        if not found["taken"]:
            sys.exit("nothing was taken: nothing is measured")
    median = statistics.median(seconds[5:])
    print(f"take next    {median * 1000:.0f} ms, at most {max(seconds[5:]):.2f} s")
    return median


if __name__ == "__main__":
    sys.exit(main())
