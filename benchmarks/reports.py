"""Opinion leaders and flow analysis over 200,000 twists and 1,000,000 messages.

Times the calls that the web client makes, as a supervisor and under the record rules.
Each goal is two seconds. Run by ``./stack bench reports``; it makes a database of its
own, and removes it.

    ./stack bench reports [--twists 200016] [--profiles 30000] [--runs 5] [--plans]
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import twistgen

import odoo
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import config

TEMPLATE = os.environ["SOCIAL_INBOX_TEMPLATE_DB"]
DATABASE = f"{TEMPLATE}_bench_{os.getpid()}"
GOAL = 2.0
ALL, RECENT = [], [("date", ">=", "-90d")]
TIMES = ["median_hours:median", "percentile_90_hours:percentile_90"]
FIGURES = ["entered:sum", "left:sum", "balance:sum", *TIMES]
RATES = ["left:sum", "on_rate:avg", "closed_rate:avg", "back_rate:avg", TIMES[0]]
LEADERS = ("name", "platforms", "message_count", "reach", "reply_count", "partner_id")
MOVES = ("date", "twist_id", "event", "phase", "user_id", "channel_id", "hours")
OVERVIEW = ("phase", "twist_count", "message_count", "entered_week", "median_hours")
TWISTS = ("name", "phase", "profile_id", "user_id", "last_message_date")
# what EXPLAIN says of each slow query comes as a notice
EXPLAIN = """
    LOAD 'auto_explain';
    SET auto_explain.log_min_duration = 50;
    SET auto_explain.log_analyze = on;
    SET auto_explain.log_buffers = on;
    SET auto_explain.log_timing = off;
    SET auto_explain.log_level = notice;
"""


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--twists", type=int, default=200_016)
    options.add_argument("--profiles", type=int, default=30_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--plans", action="store_true", help="print query plans")
    options = options.parse_args()
    subprocess.run(["createdb", "-T", TEMPLATE, DATABASE], check=True)
    try:
        config.parse_config(["-d", DATABASE, "--log-level=error", "--no-http"])
        user_id = prepare(options)
        return report(measure(user_id, options))
    finally:
        odoo.sql_db.close_all()
        subprocess.run(["dropdb", "--force", DATABASE], check=True)


@contextmanager
def session(user_id=api.SUPERUSER_ID):
    with Registry(DATABASE).cursor() as cr:
        yield api.Environment(cr, user_id, {"lang": "en_US", "tz": "Europe/Berlin"})
        cr.rollback()


def prepare(options):
    """Fill the database; the id of a supervisor of one of its two companies."""
    start = time.perf_counter()
    with session() as env:
        companies = env.company | env["res.company"].create({"name": "Elsewhere"})
        user = env["res.users"].create(
            {
                "name": "Supervisor",
                "login": "bench_supervisor",
                "company_id": companies[0].id,
                "company_ids": companies[0].ids,
                "group_ids": env.ref("social_inbox.group_social_inbox_supervisor").ids,
            }
        )
        rows = twistgen.fill(env, options.twists, options.profiles, companies)
    subprocess.run(["psql", "-q", "-d", DATABASE, "-c", "VACUUM ANALYZE"], check=True)
    print(", ".join(f"{count:,} {table}" for table, count in rows.items()))
    print(f"made in {time.perf_counter() - start:.0f} s\n")
    return user.id


# -- the calls of the web client ---------------------------------------------------


def leaders(env, asked):
    """Ask, and show the first page; the number of those found."""
    action = env["social.leader.search"].create(asked).action_show()
    order = "message_count desc, id"
    return page(env, "social.leader", action["domain"], LEADERS, order)


def page(env, model, domain, names, order=None):
    """The first page of a list; how many rows there are in all."""
    model = env[model]
    fields = {
        name: {"fields": {"display_name": {}}}
        if model._fields[name].comodel_name
        else {}
        for name in names
    }
    found = model.web_search_read(
        domain, fields, limit=80, order=order, count_limit=10001
    )
    return found["length"]


def pivot(env, domain, rows, columns, measures):
    """All sums of a pivot in one call, as it is opened; the number of its cells."""
    sets = [rows[:i] + columns[:j] for i in range(len(rows) + 1) for j in range(2)]
    wanted = [list(one) for one in dict.fromkeys(map(tuple, sets))]
    found = env[FLOW].formatted_read_grouping_sets(
        domain, wanted, ["__count", *measures]
    )
    return sum(map(len, found))


def graph(env, domain, groups, measure):
    filled = env[FLOW].with_context(fill_temporal=True)
    return len(filled.formatted_read_group(domain, groups, ["__count", measure]))


def groups(env, domain, group, measures):
    """A list grouped, folded."""
    found = env[FLOW].web_read_group(domain, [group], measures, limit=80)
    return found["length"]


FLOW = "social.flow.report"
LEFT = [("event", "=", "left")]
BY_CAMPAIGN = [("is_by_campaign", "=", True)]
ENGAGED = [*RECENT, ("phase", "=", "engage"), ("event", "=", "entered")]
MONTHS, WEEKS = ["date:month"], ["date:week"]
DAYS = ["date:day", "phase"]
SCREENS = {
    "leaders: 5 messages, any time": (leaders, {"period": "all"}),
    "leaders: 1 message, any time": (leaders, {"period": "all", "min_messages": 1}),
    "leaders: 5 messages, a year (default)": (leaders, {}),
    "leaders: 50 messages, a year": (leaders, {"min_messages": 50}),
    "leaders: 5 messages, 90 days": (leaders, {"period": "90"}),
    "leaders: 5 messages, 30 days, mail": (
        leaders,
        {"period": "30", "platform": "mail"},
    ),
    "overview": (page, "social.phase.overview", ALL, OVERVIEW),
    "overview by campaign": (page, "social.phase.overview", BY_CAMPAIGN, OVERVIEW),
    "flow: pivot, 90 days": (pivot, RECENT, ["phase"], [], FIGURES),
    "flow: pivot by week, 90 days": (pivot, RECENT, ["phase"], WEEKS, FIGURES),
    "flow: pivot by month, two years": (pivot, ALL, ["phase"], MONTHS, FIGURES),
    "flow: graph by day, 90 days": (graph, RECENT, DAYS, "entered:sum"),
    "flow: graph by day, two years": (graph, ALL, DAYS, "entered:sum"),
    "flow: graph of medians, two years": (graph, ALL, [*MONTHS, "phase"], TIMES[0]),
    "flow: list, 90 days": (page, FLOW, RECENT, MOVES),
    "flow: list, two years": (page, FLOW, ALL, MOVES),
    "flow: list by channel, two years": (groups, ALL, "channel_id", FIGURES),
    "flow: twists of a cell": (
        page,
        "social.twist",
        [("flow_ids", "any", ENGAGED)],
        TWISTS,
    ),
    "phase to phase, 90 days": (pivot, LEFT + RECENT, ["from_phase"], [], RATES),
    "phase to phase, two years": (pivot, LEFT, ["from_phase"], ["to_phase"], RATES),
}


# -- measuring ---------------------------------------------------------------------


class Run(NamedTuple):
    """One call: rows found, seconds on the clock, CPU seconds of both processes.

    The goal is on the clock; on a busy machine the CPU says whether it is to blame.
    """

    found: int
    seconds: float
    cpu: float


def measure(user_id, options):
    """The median run of each screen by its name; the first run is left out."""
    results = {}
    for name, (call, *arguments) in SCREENS.items():
        timed(user_id, call, arguments, options.plans and name)
        runs = [timed(user_id, call, arguments) for _number in range(options.runs)]
        results[name] = run = Run(*map(statistics.median, zip(*runs, strict=True)))
        shown = f"{run.seconds:6.2f} s {run.cpu:6.2f} s CPU {run.found:8,.0f} rows"
        print(f"{name:40}", shown, flush=True)
    return results


def timed(user_id, call, arguments, show=""):
    """A run in a transaction of its own."""
    with session(user_id) as env:
        if show:
            env.cr.execute(EXPLAIN)
        start, spent = time.perf_counter(), cpu_seconds(env)
        found = call(env, *arguments)
        run = Run(found, time.perf_counter() - start, cpu_seconds(env) - spent)
        if show:
            print(f"\n== {show}\n", *env.cr._cnx.notices[-8:])
    if not found:
        sys.exit("a screen is empty: nothing is measured")
    return run


def cpu_seconds(env):
    """Of this process, and of PostgreSQL's where Linux tells."""
    stat = Path(f"/proc/{env.cr._cnx.info.backend_pid}/stat")
    if not stat.exists():
        return time.process_time()
    ticks = sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def report(results):
    seconds = [run.seconds for run in results.values()]
    missed = sum(one > GOAL for one in seconds)
    verdict = f"{missed} missed" if missed else "all reached"
    print(f"\n{len(seconds)} screens, slowest {max(seconds):.2f} s,", end=" ")
    print(f"goal {GOAL} s each: {verdict}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
