"""Mails from a mailbox to committed rows: Social Inbox beside Odoo's own fetchmail.

Both read the same mailbox over IMAP with TLS, in turns and in one process: Social
Inbox into twists, fetchmail into helpdesk tickets. Run by ``./stack bench ingest``.

    ./stack bench ingest [--mails 400] [--rounds 3]
"""

import argparse
import json
import os
import ssl
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from imapclient import IMAPClient
from mailgen import generate

import odoo
from odoo import api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

SERVERS = json.loads(Path(os.environ["SOCIAL_INBOX_MAIL_SERVERS"]).read_text())
TEMPLATE = os.environ["SOCIAL_INBOX_TEMPLATE_DB"]
DATABASE = f"{TEMPLATE}_bench_{os.getpid()}"
GOAL = 15


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=400)
    options.add_argument("--rounds", type=int, default=3)
    options = options.parse_args()
    subprocess.run(["createdb", "-T", TEMPLATE, DATABASE], check=True)
    durable(True)
    try:
        config.parse_config(["-d", DATABASE, "--log-level=error", "--no-http"])
        with session() as env:
            prepare(env)
            results = measure(env, options)
        return report(results, options)
    finally:
        odoo.sql_db.close_all()
        durable(False)
        subprocess.run(["dropdb", "--force", DATABASE], check=True)


def durable(wanted):
    """Commits reach the disk, as in production; a development server may skip that."""
    names = ("fsync", "synchronous_commit", "full_page_writes")
    verb = "SET {} = on" if wanted else "RESET {}"
    commands = [f"ALTER SYSTEM {verb.format(name)}" for name in names]
    commands.append("SELECT pg_reload_conf()")
    options = [word for command in commands for word in ("-c", command)]
    subprocess.run(["psql", "-q", "-d", "postgres", "-At", *options], check=True)


@contextmanager
def session():
    with Registry(DATABASE).cursor() as cr:
        yield api.Environment(cr, api.SUPERUSER_ID, {})


def prepare(env):
    """fetchmail drops mails of busy senders as a loop; here all are to be taken."""
    parameters = env["ir.config_parameter"].sudo()
    parameters.set_param("mail.gateway.loop.threshold", "1000000")
    for connect, take in (TWISTS, TICKETS):  # registry, caches, imports
        take(connect(env, fill_mailbox(f"warm.{take.__name__}", 5)))


def measure(env, options):
    """(mails/s, queries per mail, CPU ms per mail) of each side in each round."""
    results = {"twists": [], "tickets": []}
    sides = [("twists", *TWISTS), ("tickets", *TICKETS)]
    for number in range(options.rounds):
        address = fill_mailbox(f"round{number}", options.mails, seed=number + 10)
        for name, connect, take in sides if number % 2 else sides[::-1]:
            box = connect(env, address)
            results[name].append(timed(take, box, options.mails))
            print(f"round {number + 1} {name:8}", *shown(results[name][-1]), flush=True)
    return results


def timed(take, box, count):
    before = taken(box)
    queries, cpu, start = sql_db.sql_counter, time.process_time(), time.perf_counter()
    take(box)
    seconds = time.perf_counter() - start
    spent, queries = time.process_time() - cpu, sql_db.sql_counter - queries
    if taken(box) - before != count:
        sys.exit(f"{take.__name__}: {taken(box) - before} of {count} mails were taken")
    return count / seconds, queries / count, 1000 * spent / count


def taken(box):
    """Committed messages or tickets and their replies, seen by another session."""
    with session() as env:
        if box._name == "social.channel":
            return env["social.message"].search_count([("channel_id", "=", box.id)])
        replies = [
            ("model", "=", "helpdesk.ticket"),
            ("message_type", "=", "email"),
            ("parent_id", "!=", False),
        ]
        tickets = env["helpdesk.ticket"].search_count([])
        return tickets + env["mail.message"].search_count(replies)


def fill_mailbox(name, count, seed=1):
    address = f"bench.{name}.{time.time_ns()}@{SERVERS['domain']}".lower()
    context = ssl.create_default_context(cafile=SERVERS["ca_file"])
    with IMAPClient(
        SERVERS["host"], port=SERVERS["imaps_port"], ssl_context=context
    ) as client:
        client.login(address, SERVERS["password"])
        for raw in generate(count, seed=seed, to=address):
            client.append("INBOX", raw)
    return address


def connect_channel(env, address):
    channel = env["social.channel"].create(
        {
            "name": address,
            "platform": "mail",
            "mail_imap_host": SERVERS["host"],
            "mail_imap_port": SERVERS["imaps_port"],
            "mail_username": address,
            "mail_password": SERVERS["password"],
            "mail_address": address,
            "mail_ca_certificate": Path(SERVERS["ca_file"]).read_text(),
            "state": "connected",
        }
    )
    channel._ensure_cron()
    env.cr.commit()
    return channel


def take_twists(channel):
    """The channel's scheduled action, as the scheduler runs it."""
    channel.cron_id.method_direct_trigger()
    channel.env.cr.commit()


def connect_fetchmail(env, address):
    server = env["fetchmail.server"].create(
        {
            "name": address,
            "server_type": "imap",
            "server": SERVERS["host"],
            "port": SERVERS["imaps_port"],
            "is_ssl": True,
            "user": address,
            "password": SERVERS["password"],
            "object_id": env["ir.model"]._get_id("helpdesk.ticket"),
            "state": "done",
        }
    )
    env.cr.commit()
    return server


def take_tickets(server):
    """What Odoo's scheduled action does for one server."""
    error = server._fetch_mail(batch_limit=10**6)
    if error:
        raise error


TWISTS = (connect_channel, take_twists)
TICKETS = (connect_fetchmail, take_tickets)


def shown(result):
    return (
        f"{result[0]:8.1f} mails/s {result[1]:7.2f} queries {result[2]:7.2f} ms CPU",
    )


def report(results, options):
    medians = {
        name: [statistics.median(column) for column in zip(*rounds, strict=True)]
        for name, rounds in results.items()
    }
    print(f"\nmedian of {options.rounds} rounds of {options.mails} mails")
    for name, values in medians.items():
        print(f"{name:8}", *shown(values))
    ratio = medians["twists"][0] / medians["tickets"][0]
    print(f"Social Inbox takes {ratio:.1f} times as many mails a second as fetchmail")
    return 0 if ratio >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
