"""Real Odoo servers on a copy of the module's database, and what they leave behind.

For tests of what only several processes, or the end of one, can show. Nothing of the
code under test is replaced: a test holds a lock in PostgreSQL and so stops a server
at a known statement.
"""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg2
from psycopg2 import sql

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, connection_info_for
from odoo.tools import config

TEMPLATE = os.environ.get("SOCIAL_INBOX_TEMPLATE_DB")
ODOO = os.environ.get("SOCIAL_INBOX_ODOO")
WITHOUT_ODOO = (
    "starts Odoo servers: run by ./stack test, or name a database with the module in"
    " SOCIAL_INBOX_TEMPLATE_DB and Odoo's start script in SOCIAL_INBOX_ODOO"
)
RECORD = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?P<pid>\d+) (?P<level>[A-Z]+)"
    r" \S+ (?P<logger>[\w.]+): (?P<text>.*?)(?=^\d{4}-\d\d-\d\d \d\d:\d\d:|\Z)",
    re.M | re.S,
)
JOB = re.compile(
    r"Job .* \((?P<cron>\d+)\) (?P<what>starting|fully done|partially done|failed)"
)
JSON = "application/json"
CONFLICT = re.compile(r"bad query: .*ERROR: could not serialize access", re.S)


def wait_until(check, seconds, what):
    """What ``check`` returns, as soon as that is true.

    :raises AssertionError: it was not within ``seconds``
    """
    end = time.monotonic() + seconds
    while not (result := check()):
        if time.monotonic() > end:
            raise AssertionError(f"Not within {seconds} s: {what}")
        time.sleep(0.05)
    return result


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Copy:
    """A database copied from the template."""

    def __init__(self):
        self.name = f"{TEMPLATE}_{secrets.token_hex(4)}"
        self._administer("CREATE DATABASE {} TEMPLATE {}", self.name, TEMPLATE)
        files = Path(config.filestore(TEMPLATE))
        if files.is_dir():  # the compiled assets, for tests in a browser
            shutil.copytree(files, config.filestore(self.name))

    def drop(self):
        Registry.delete(self.name)
        close_db(self.name)
        self._administer("DROP DATABASE {} WITH (FORCE)", self.name)
        shutil.rmtree(config.filestore(self.name), ignore_errors=True)

    def _administer(self, statement, *names):
        with closing(self.connect("postgres")) as connection:
            query = sql.SQL(statement).format(*map(sql.Identifier, names))
            connection.cursor().execute(query)

    def connect(self, name=None, autocommit=True):
        """A connection of the test's own, outside Odoo."""
        connection = psycopg2.connect(**connection_info_for(name or self.name)[1])
        connection.autocommit = autocommit
        return connection

    def rows(self, statement, *values):
        """The rows of a query in a transaction of its own; () of a command."""
        with closing(self.connect()) as connection, connection.cursor() as cr:
            cr.execute(statement, values)
            return cr.fetchall() if cr.description else ()

    def value(self, statement, *values):
        [[value]] = self.rows(statement, *values)
        return value

    @contextmanager
    def env(self, user=SUPERUSER_ID):
        """Odoo's environment on this database, in the test's process; commits."""
        # loading a registry would run the modules' tests on it
        with patch.dict(config._runtime_options, test_enable=False):
            registry = Registry(self.name).check_signaling()
        with registry.cursor() as cr:
            yield api.Environment(cr, user, {})
        registry.signal_changes()

    @contextmanager
    def held(self, statement, *values):
        """The locks of a statement, until the block ends; then it is undone.

        Yields a function that waits until a server waits for one of them.
        """
        with closing(self.connect(autocommit=False)) as connection:
            connection.cursor().execute(statement, values)
            pid = connection.info.backend_pid
            yield lambda: wait_until(
                lambda: self._waiting_for(pid), 30, f"a server waits for {statement}"
            )

    def _waiting_for(self, pid):
        return self.rows(
            "SELECT pid FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))",
            pid,
        )

    def trigger(self, channel_ids):
        """Ask for the channels' scheduled actions, and wake up the servers."""
        self.rows(
            """
            INSERT INTO ir_cron_trigger (cron_id, call_at)
            SELECT cron_id, now() AT TIME ZONE 'UTC' - interval '1 second'
              FROM social_channel WHERE id = ANY(%s)
            """,
            list(channel_ids),
        )
        self.wake()

    def wake(self):
        """What Odoo does when a scheduled action is triggered."""
        with closing(self.connect("postgres")) as connection:
            connection.cursor().execute(
                "SELECT pg_notify('cron_trigger', %s)", [self.name]
            )


@dataclass
class Job:
    """One run of a scheduled action, as the server's log tells it."""

    cron: int
    pid: int
    start: datetime
    end: datetime | None = None
    status: str = ""


class Server:
    """An Odoo server process; ready when made.

    :param folder: where its log goes
    :param cron_threads: how many jobs it runs at once; 0 serves HTTP only
    """

    def __init__(self, database, folder, cron_threads=2):
        self.log = Path(folder) / f"{secrets.token_hex(4)}.log"
        self.port = None if cron_threads else free_port()
        door = ["--http-port", str(self.port)] if self.port else ["--no-http"]
        command = [ODOO, "-d", database.name, *door, "--log-level=info"]
        command += [f"--max-cron-threads={cron_threads}", f"--logfile={self.log}"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_until(self._is_ready, 60, "a server is ready")
        except BaseException:
            self.kill()
            raise

    def _is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"The server ended:\n{self.text()}")
        return "Registry loaded in" in self.text()

    def kill(self):
        """End it at once, as a power failure would."""
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def errors(self):
        """Records of level ERROR and above.

        Without what Odoo logs of each conflict between transactions, in requests as
        in jobs, before the loser is tried again.
        """
        return [
            record["text"]
            for record in RECORD.finditer(self.text())
            if record["level"] in ("ERROR", "CRITICAL")
            and not CONFLICT.match(record["text"])
        ]

    def jobs(self):
        """The runs of scheduled actions, in the order they began."""
        jobs, running = [], {}
        for record in RECORD.finditer(self.text()):
            if not (found := JOB.match(record["text"])):
                continue
            moment = datetime.strptime(record["time"], "%Y-%m-%d %H:%M:%S,%f")
            cron = int(found["cron"])
            if found["what"] == "starting":
                running[cron] = Job(cron, int(record["pid"]), moment)
                jobs.append(running[cron])
            else:
                job = running.pop(cron)
                job.end, job.status = moment, found["what"]
        return jobs

    def call(self, key, model, method, ids):
        """A public method over HTTP, as a program of the user's would call it.

        :param key: the user's API key
        :returns: (HTTP status, the result or what the server said instead)
        """
        request = Request(
            f"http://127.0.0.1:{self.port}/json/2/{model}/{method}",
            data=json.dumps({"ids": ids}).encode(),
            headers={"Authorization": f"bearer {key}", "Content-Type": JSON},
        )
        try:
            with urlopen(request, timeout=60) as response:
                return response.status, json.load(response)
        except HTTPError as error:
            with error:
                return error.code, error.read().decode(errors="replace")

    def has_run(self, cron, count):
        """Whether a scheduled action has ended so many times in this server."""
        return len([1 for one in self.jobs() if one.cron == cron and one.end]) >= count
