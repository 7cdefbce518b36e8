"""What rules cost: the same batches of mails to two companies, one without a rule and
one with fifty, by turns.

Measured is what follows the fetch: stored arrivals are parsed, taken into twists and
committed. A batch of the one company is compared with the same one of the other, which
comes right before or after it, so that it matters little what else the machine does.
Run by ``./stack bench rules``.

    ./stack bench rules [--mails 500] [--batch 100] [--rounds 7]
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

from mailgen import ENGLISH, LANGUAGES, generate

import odoo
from odoo import api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

TEMPLATE = os.environ["SOCIAL_INBOX_TEMPLATE_DB"]
DATABASE = f"{TEMPLATE}_bench_{os.getpid()}"
TO = "support@shop.example"
RULES = 50
GOAL = 0.2
NEVER = "lawsuit chargeback recall poison recruiter invoice2 embargo sabotage"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=500)
    options.add_argument("--batch", type=int, default=100)
    options.add_argument("--rounds", type=int, default=7)
    options = options.parse_args()
    subprocess.run(["createdb", "-T", TEMPLATE, DATABASE], check=True)
    try:
        config.parse_config(["-d", DATABASE, "--log-level=error", "--no-http"])
        with session() as env:
            return report(measure(env, options), options)
    finally:
        odoo.sql_db.close_all()
        subprocess.run(["dropdb", "--force", DATABASE], check=True)


@contextmanager
def session():
    with Registry(DATABASE).cursor() as cr:
        yield api.Environment(cr, api.SUPERUSER_ID, {})


def measure(env, options):
    """Pairs of (seconds, seconds of our CPU, queries) of the same batch, without rules
    and with them."""
    env["social.rule"].search([]).unlink()
    companies = {RULES: env.company, 0: env["res.company"].create({"name": "Bench"})}
    make_rules(env)
    pairs = []
    for number in range(options.rounds + 1):
        sides = [
            (side, new_channel(env, companies[side], f"{side}.{number}"))
            for side in companies
        ]
        mails = list(generate(options.mails, seed=100 + number, to=TO))
        found = []
        for at in range(0, len(mails), options.batch):
            sides.reverse()
            batch = mails[at : at + options.batch]
            spent = {side: timed(env, channel, batch, at) for side, channel in sides}
            found.append((spent[0], spent[RULES]))
        for _side, channel in sides:
            check(env, channel, len(mails))
        if number:  # the first round fills caches
            pairs += found
            for side, results in zip((0, RULES), zip(*found, strict=True), strict=True):
                print(f"round {number} {side:3} rules", shown(medians(results)))
    touched = env["social.rule.log"].search_count([])
    print(f"{touched} times a rule was applied")
    return pairs


def timed(env, channel, batch, number):
    from odoo.addons.social_inbox.connectors.types import Payload  # found by now

    arrivals = env["social.inbound"].sudo()
    arrivals._store(
        channel,
        [
            Payload(
                external_id=f"{channel.id}.{number}.{place}",
                body=raw,
                content_type="message/rfc822",
            )
            for place, raw in enumerate(batch)
        ],
    )
    env.cr.commit()
    before, worked = sql_db.sql_counter, time.process_time()
    start = time.perf_counter()
    while arrivals._process(channel):
        pass
    env.cr.commit()
    spent = time.perf_counter() - start
    return spent, time.process_time() - worked, sql_db.sql_counter - before


def check(env, channel, count):
    taken = env["social.message"].search_count([("channel_id", "=", channel.id)])
    if taken != count:
        sys.exit(f"{taken} of {count} mails were taken")


def new_channel(env, company, name):
    channel = env["social.channel"].create(
        {
            "name": f"Bench {name}",
            "company_id": company.id,
            "platform": "mail",
            "mail_address": TO,
        }
    )
    channel.state = "connected"
    env.cr.commit()
    return channel


def make_rules(env):
    """Words, phrases, patterns, authors, domains; about one in five finds something."""
    chosen = random.Random(1)  # noqa: S311 - repeatable is the aim
    words = [*ENGLISH.words, *(word for one in LANGUAGES for word in one.words)]
    tags = env["social.tag"].create([{"name": f"Bench {n}"} for n in range(10)])
    rows = []
    for number in range(RULES):
        kind = number % 10
        common = chosen.sample(words, 2) if kind in (0, 5) else []
        never = [f"{word}{number}" for word in chosen.sample(NEVER.split(), 4)]
        values = {
            "name": f"Rule {number}",
            "sequence": number,
            "tag_ids": [(4, tags[number % 10].id)],
        }
        values |= {
            0: {"words_any": " ".join([*common, *never]), "words_none": never[0]},
            1: {"words_any": " ".join(never)},
            2: {"words_any": f'"{never[0]} {never[1]}" {never[2]}'},
            3: {"pattern": rf"\border\s+#?{number}\d{{5,}}\b"},
            4: {"words_all": " ".join(never[:2]), "only_new": True},
            5: {"words_all": common[0] if common else "", "first_contact": "yes"},
            6: {"domain": f"[('name', 'ilike', '{never[0]}')]"},
            7: {"languages": "de, pt-BR", "words_any": never[0]},
            8: {"words_any": " ".join(never), "priority": "1"},
            9: {"kind": "review", "rating_max": 2},
        }[kind]
        rows.append(values)
    env["social.rule"].create(rows)
    env.cr.commit()


def shown(result):
    spent, cpu, queries = 1000 * result[0], 1000 * result[1], result[2]
    return f"{spent:8.1f} ms a batch {cpu:8.1f} ms CPU {queries:7.1f} queries"


def medians(results):
    return tuple(statistics.median(column) for column in zip(*results, strict=True))


def added(pairs, column):
    """Median of what the rules add to each batch, as a share."""
    return statistics.median(many[column] / none[column] - 1 for none, many in pairs)


def report(pairs, options):
    print(f"\nmedian of {len(pairs)} pairs of batches of {options.batch} mails")
    for side, results in zip((0, RULES), zip(*pairs, strict=True), strict=True):
        print(f"{side:3} rules", shown(medians(results)))
    more, more_cpu = (added(pairs, column) for column in (0, 1))
    print(f"{RULES} rules add {100 * more:.1f} % to the time of a batch,")
    print(f"and {100 * more_cpu:.1f} % to the time of our CPU")
    return 0 if more <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
