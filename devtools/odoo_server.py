"""Odoo itself: its configuration, its commands, and the server of the demo."""

import os
import subprocess
import time
import urllib.request
from pathlib import Path

from . import postgres
from .layout import (
    ADDONS,
    CHECK_CONF,
    CONF,
    DATA,
    HOME,
    LOG,
    MAIL_SERVERS,
    MODULE,
    ODOO,
    REPO,
    TEST_CONF,
    VENV,
    port,
)
from .shell import Problem, end_process, process_of, run_logged, say, step, tail
from .system import require_free_port

DATABASE = MODULE  # of the demo
PID = HOME / "odoo.pid"
SERVER_LOG = LOG / "odoo.log"


def link_module() -> None:
    """.stack/addons/social_inbox: a folder of links to what the repository holds.

    Not one link to the repository: Odoo follows links, and would walk through
    .stack in .stack for ever when it exports translations.
    """
    addon = ADDONS / MODULE
    addon.mkdir(parents=True, exist_ok=True)
    entries = (e.name for e in REPO.iterdir() if e.name[0] != "." and e != HOME)
    wanted = set(entries) - {"node_modules", "__pycache__"}
    linked = {entry.name for entry in addon.iterdir()}
    for name in linked - wanted:
        (addon / name).unlink()
    for name in wanted - linked:
        (addon / name).symlink_to(REPO / name)


def write_configurations() -> None:
    """For the demo, pytest and the checks beside it, so that all can run at once."""
    link_module()
    paths = {"odoo": CONF, "test": TEST_CONF, "check": CHECK_CONF}
    for service, path in paths.items():
        values = {
            "addons_path": ADDONS,
            "data_dir": DATA,
            "db_host": postgres.environ()["PGHOST"],
            "db_port": 5432,
            "db_user": "odoo",
            "http_port": port(service),
            "gevent_port": port(service) + 3,
            "http_interface": "127.0.0.1",
            "list_db": False,
            "with_demo": True,
            "pg_path": postgres.programs(),
            "screenshots": LOG / "screenshots",
        }
        lines = (f"{name} = {value}\n" for name, value in values.items())
        path.write_text("[options]\n" + "".join(lines))


def environ(conf: Path = CONF) -> dict[str, str]:
    """The environment of Odoo's commands, of tests and of benchmarks."""
    known = postgres.environ()
    return {
        **known,
        "PATH": f"{VENV / 'bin'}:{known['PATH']}",
        "ODOO_RC": str(conf),
        "SOCIAL_INBOX_ODOO": str(ODOO),
        "SOCIAL_INBOX_MAIL_SERVERS": str(MAIL_SERVERS),
        "SOCIAL_INBOX_TEMPLATE_DB": f"{MODULE}_template",
    }


def odoo(log: str, *arguments: object, conf: Path = CONF, **options) -> None:
    """An odoo command, its output in .stack/log/<log>.log; Problem if it fails."""
    run_logged(LOG / f"{log}.log", ODOO, *arguments, env=environ(conf), **options)


def shell(log: str, database: str, script: str) -> None:
    """Run Python, in which `env` is known, in a database."""
    options = ["-d", database, "--no-http", "--log-level=warn"]
    odoo(log, "shell", *options, input=script, text=True)


def pid() -> int | None:
    return process_of(PID, str(CONF))


def answers() -> bool:
    address = f"http://127.0.0.1:{port('odoo')}/web/health"
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def start() -> None:
    if pid():
        return
    require_free_port(port("odoo"))
    with step("Odoo starts"):
        _wait_until_it_answers(_launch())


def _launch() -> subprocess.Popen:
    options = ["-c", str(CONF), "-d", DATABASE, f"--db-filter=^{DATABASE}$"]
    with SERVER_LOG.open("ab") as log:
        server = subprocess.Popen(
            [str(ODOO), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=environ(),
        )
    PID.write_text(str(server.pid))
    return server


def _wait_until_it_answers(server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        if answers():
            return
        time.sleep(0.2)
    print(tail(SERVER_LOG, 15), flush=True)
    raise Problem(f"Odoo does not answer; see {SERVER_LOG}")


def stop() -> None:
    if pid():
        say("Odoo stops")
    end_process(PID, str(CONF))


def become_odoo(*arguments: str) -> None:
    """Replace this process by an odoo command, with the caller's terminal."""
    os.execve(ODOO, [str(ODOO), *arguments], {**environ(), "ODOO_LOG_LEVEL": "warn"})
