"""The screen in Chromium with 10,000 open twists, beside a kanban and Odoo's Discuss.

In one run and in turns: the Social Inbox, the kanban of helpdesk_mgmt with as many
tickets, and the inbox of Discuss are opened from another screen of the web client, once
after it was loaded and once again; then the next twist by key, and the next phase by
click. Each time is from the action, key or click to the frame in which the wanted is
painted. Run by ``./stack bench
screen``; it makes a database and starts an Odoo of its own, and removes both.

    ./stack bench screen [--twists 10000] [--rounds 15] [--calls] [--peers]
"""

import argparse
import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from contextlib import contextmanager

import screendata
from screensteps import Steps

import odoo
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import config

from devtools.chromium import browser

TEMPLATE = os.environ["SOCIAL_INBOX_TEMPLATE_DB"]
DATABASE = f"{TEMPLATE}_bench_{os.getpid()}"
OURS, KANBAN, DISCUSS = "Social Inbox opens", "kanban opens", "Discuss opens"
OPENINGS = {
    OURS: Steps.open_inbox,
    KANBAN: Steps.open_kanban,
    DISCUSS: Steps.open_discuss,
}
AGAIN = " again"
NEXT, CHOSEN, SWITCH = "next twist", "twist by click", "next phase"
BLOCK = 5  # rounds: in the last one of each, twists are read
SHARE, NEXT_MS, OPEN_CALLS, NEXT_CALLS = 0.5, 150, 3, 1


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--twists", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--calls", action="store_true", help="print what was called")
    options.add_argument("--peers", action="store_true", help="only what is beside it")
    options = options.parse_args()
    if options.rounds < BLOCK:
        sys.exit(f"at least {BLOCK} rounds, else no twist is read")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with database():
        fill(options)
        with server() as url, browser() as page:
            steps = Steps(page, url)
            steps.log_in(DATABASE, screendata.LOGIN)
            results = measure(steps, options)
    load = os.getloadavg()[0]
    print(f"{load:.1f} processes at once on {os.cpu_count()} processors\n")
    show(results)
    if options.calls:
        show_calls(results)
    return 0 if options.peers else report(results)


@contextmanager
def database():
    subprocess.run(["createdb", "-T", TEMPLATE, DATABASE], check=True)
    try:
        config.parse_config(["-d", DATABASE, "--log-level=error", "--no-http"])
        yield
    finally:
        odoo.sql_db.close_all()
        subprocess.run(["dropdb", "--force", DATABASE], check=True)
        shutil.rmtree(config.filestore(DATABASE), ignore_errors=True)


def fill(options):
    start = time.perf_counter()
    with Registry(DATABASE).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"lang": "en_US"})
        found = screendata.fill(env, options.twists)
    if found["open twists"] < options.twists:
        sys.exit(f"only {found['open twists']} of {options.twists} twists are open")
    subprocess.run(["psql", "-q", "-d", DATABASE, "-c", "VACUUM ANALYZE"], check=True)
    print(", ".join(f"{count:,} {name}" for name, count in found.items()))
    print(f"made in {time.perf_counter() - start:.0f} s\n", flush=True)


@contextmanager
def server():
    """Odoo with threads, as it runs by default, but without its scheduled actions."""
    url = f"http://127.0.0.1:{config['http_port']}"
    if answers(url):
        sys.exit(f"{url} answers already: stop what runs there")
    options = ["-d", DATABASE, f"--db-filter=^{DATABASE}$", "--max-cron-threads=0"]
    command = [os.environ["SOCIAL_INBOX_ODOO"], *options, "--log-level=warn"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_for(process, url, log)
            yield url
        finally:
            process.terminate()
            process.wait(60)


def wait_for(process, url, log):
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        if answers(url):
            return
        time.sleep(0.2)
    log.seek(0)
    sys.exit(f"Odoo does not answer:\n{log.read().decode()[-3000:]}")


def answers(url):
    with contextlib.suppress(OSError):
        return urllib.request.urlopen(f"{url}/web/health", timeout=5).status == 200
    return False


# -- measuring ---------------------------------------------------------------------


def measure(steps, options):
    """The runs of each step by its name; two rounds to warm up are left out."""
    results = defaultdict(list)
    names = [KANBAN, DISCUSS] if options.peers else list(OPENINGS)
    for number in range(-2, options.rounds):
        kept = results if number >= 0 else defaultdict(list)
        for name in names if number % 2 else names[::-1]:
            first, again = OPENINGS[name](steps)
            kept[name].append(first)
            kept[name + AGAIN].append(again)
            if name == OURS:
                reads = number % BLOCK == BLOCK - 1
                for step, run in move(steps, number // BLOCK % 4, reads):
                    kept[step].append(run)
    return results


def move(steps, block, reads):
    """In the opened screen: three other phases, and three twists by click in the last.

    :param block: in which of the four phases to read 20 twists by key
    :param reads: whether to read them
    """
    for place in range(4):
        if place:
            yield SWITCH, steps.next_phase()
        if place == 3:  # not side by side: what is next may have been read ahead
            for row in (2, 4, 6):
                yield CHOSEN, steps.choose_twist(row)
        for _number in range(20 * (reads and place == block)):
            yield NEXT, steps.next_twist()


# -- what is told ------------------------------------------------------------------


def percentile(values, percent):
    """By the nearest rank: one of the values, never one between two."""
    values = sorted(values)
    return values[max(0, -(-len(values) * percent // 100) - 1)]


def show(results):
    columns = ("runs", "min ms", "median", "95 %", "calls", "nodes", "blocked ms")
    print(f"{'':26}", *(f"{name:>10}" for name in columns))
    for name, runs in results.items():
        times = [run.ms for run in runs]
        figures = [
            len(runs),
            min(times),
            statistics.median(times),
            percentile(times, 95),
        ]
        calls = sorted({len(run.calls) for run in runs})
        figures.append("-".join(map(str, dict.fromkeys((calls[0], calls[-1])))))
        for field in ("nodes", "blocked"):
            figures.append(statistics.median(getattr(run, field) for run in runs))
        shown = (x if isinstance(x, str) else f"{x:,.0f}" for x in figures)
        print(f"{name:26}", *(f"{x:>10}" for x in shown), flush=True)


def show_calls(results):
    """Each route: calls a run, median milliseconds until it answered, and kilobytes."""
    for name, runs in results.items():
        print(f"\n{name} calls")
        routes = defaultdict(list)
        for call in (call for run in runs for call in run.calls):
            routes[call.route].append(call)
        for route, calls in routes.items():
            ms = statistics.median(call.ms for call in calls)
            size = statistics.median(call.bytes for call in calls) / 1000
            print(f"{len(calls) / len(runs):6.2f} {ms:8.1f} ms {size:8.1f} kB  {route}")


def report(results):
    """Say which goals are reached; 0 if all are."""
    goals = [
        *openings_reached(results, ""),
        *openings_reached(results, AGAIN),
        time_reached(results[NEXT]),
        calls_reached(NEXT, results[NEXT], NEXT_CALLS),
        calls_reached(CHOSEN, results[CHOSEN], NEXT_CALLS),
    ]
    print()
    for reached, told in goals:
        print(f"{'reached' if reached else 'not reached':12} {told}")
    return 0 if all(reached for reached, _told in goals) else 1


def openings_reached(results, which):
    """(reached, what is told) of time and of calls of the first openings or others."""
    name = OURS + which
    share = median(results[name]) / median(results[KANBAN + which])
    yield share <= SHARE, f"{name} in {share:.2f} of the kanban's time, goal {SHARE}"
    yield calls_reached(name, results[name], OPEN_CALLS)


def calls_reached(name, runs, goal):
    most = max(len(run.calls) for run in runs)
    return most <= goal, f"{name} with {most} calls at most, goal {goal}"


def time_reached(runs):
    most = percentile([run.ms for run in runs], 95)
    told = f"next twist in {median(runs):.0f} ms, 95 % in {most:.0f} ms, goal {NEXT_MS}"
    return most < NEXT_MS, told


def median(runs):
    return statistics.median(run.ms for run in runs)


if __name__ == "__main__":
    sys.exit(main())
