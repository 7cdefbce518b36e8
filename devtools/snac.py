"""Two servers that speak Mastodon's API and federate: snac, on addresses of loopback.

Debian's package of a newer release, unpacked in the stack's folder; it runs with the
libraries of Debian 12. Each server has an address of its own and port 80, since snac
does not read a port in the name of an account.
"""

import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from . import source
from .layout import HOME, LOG, port
from .shell import Problem, end_process, run, say, tail

SUITE, PACKAGES = "trixie", ["snac2"]
SNAC = HOME / "snac"
PROGRAM = SNAC / "usr/bin/snac"
DESCRIPTION = SNAC / "servers.json"
NAMES = ("home", "away")


def address(number: int) -> str:
    """The loopback address of the first or second server; each clone has its own."""
    high, low = divmod(port("odoo"), 256)
    return f"127.{81 + number}.{high}.{low}"


def why_not() -> str:
    """What keeps the servers from running here; "" if nothing does."""
    if not (PROGRAM.exists() or source.has_debian()):
        return "snac is taken from Debian's archive, and this is no Debian"
    for number in range(len(NAMES)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address(number), 80))
            except OSError as error:
                return f"port 80 of {address(number)} cannot be had: {error.strerror}"
    return ""


@contextlib.contextmanager
def running() -> Iterator[dict[str, str]]:
    """Fresh servers, as an environment that names their description; none: a reason."""
    stop()
    try:
        if reason := why_not():
            raise Problem(reason)
        _unpack()
        start()
    except Problem as problem:
        say(f"no servers for tests of Mastodon: {problem}")
        stop()
        yield {"SOCIAL_INBOX_MASTODON": f"none: {problem}"}
        return
    try:
        yield {"SOCIAL_INBOX_MASTODON": str(DESCRIPTION)}
    finally:
        stop()


def _unpack() -> None:
    if PROGRAM.exists():
        return
    SNAC.mkdir(exist_ok=True)
    for deb in source.debian_packages("snac", SUITE, PACKAGES):
        run("dpkg-deb", "-x", deb, SNAC)


def start() -> None:
    servers = [_start(name, address(place)) for place, name in enumerate(NAMES)]
    DESCRIPTION.write_text(
        json.dumps({"program": str(PROGRAM), "servers": servers}, indent=2)
    )


def _start(name: str, host: str) -> dict[str, str]:
    """Make a server anew and start it; what tests know of it."""
    folder = SNAC / name
    shutil.rmtree(folder, ignore_errors=True)
    _create(folder, host)
    with (LOG / f"snac-{name}.log").open("wb") as log:
        server = subprocess.Popen(
            [PROGRAM, "httpd", folder],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _pid_file(name).write_text(str(server.pid))
    _wait_for(name, host)
    return {"url": f"http://{host}", "host": host, "folder": str(folder)}


def _create(folder: Path, host: str) -> None:
    """`snac init` asks for address, port, host name, prefix and the owner's mail."""
    answers = f"{host}\n80\n{host}\n\n\n"
    silent = subprocess.DEVNULL
    run(PROGRAM, "init", folder, input=answers, text=True, stdout=silent, stderr=silent)
    path = folder / "server.json"
    settings = json.loads(path.read_text())
    settings |= {"protocol": "http", "disable_email_notifications": True}
    path.write_text(json.dumps(settings))


def _wait_for(name: str, host: str) -> None:
    for _ in range(100):
        with socket.socket() as client:
            client.settimeout(1)
            if client.connect_ex((host, 80)) == 0:
                return
        time.sleep(0.1)
    print(tail(LOG / f"snac-{name}.log", 10), flush=True)
    raise Problem(f"snac does not answer on {host}")


def _pid_file(name: str) -> Path:
    return SNAC / f"{name}.pid"


def stop() -> None:
    for name in NAMES:
        end_process(_pid_file(name), f"{PROGRAM} httpd {SNAC / name}")
