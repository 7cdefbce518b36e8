"""What the machine must have: Debian's programs, free ports, free disk space."""

import contextlib
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from .layout import AS_ROOT, GIGABYTE, HOME, LOG
from .shell import Problem, run_logged, step, succeeds

DOVECOT = Path("/usr/sbin/dovecot")
POLICY = Path("/usr/sbin/policy-rc.d")


def postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's, else the PATH's."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    other = shutil.which("initdb")
    return newest.parent if newest else other and Path(other).resolve().parent


def _has_ensurepip() -> bool:
    return succeeds(sys.executable, "-c", "import ensurepip, venv")


def _has_browser() -> bool:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return any(map(shutil.which, names))


SERVERS = {
    "postgresql": postgres_programs,
    "dovecot-imapd": lambda: (
        DOVECOT.exists() and Path("/usr/lib/dovecot/imap").exists()
    ),
    "openssl": lambda: shutil.which("openssl"),
    "python3-venv": _has_ensurepip,
}
BROWSER = {"chromium": _has_browser}
NODE = {
    "nodejs": lambda: shutil.which("node"),
    "npm": lambda: shutil.which("npm"),
    "git": lambda: shutil.which("git"),
}
GIT = {"git": lambda: shutil.which("git")}


def ensure_programs(wanted: dict) -> None:
    """Install the Debian packages whose check (name to callable) says no."""
    missing = [package for package, present in wanted.items() if not present()]
    if not missing:
        return
    command = f"apt-get install {' '.join(missing)}"
    if not shutil.which("apt-get"):
        raise Problem(f"missing: {', '.join(missing)}; install these programs")
    if not (AS_ROOT or shutil.which("sudo")):
        raise Problem(f"missing: {', '.join(missing)}; as root: {command}")
    if not AS_ROOT and not sys.stdin.isatty() and not succeeds("sudo", "-n", "true"):
        raise Problem(f"missing: {', '.join(missing)}; run: sudo {command}")
    with step(command), _no_service_starts():
        _install(missing)
    if not all(check() for check in wanted.values()):
        raise Problem(f"{command} was done, but something of it is still missing")


def _install(packages: list[str]) -> None:
    apt = [*_as_root("env", "DEBIAN_FRONTEND=noninteractive", "apt-get"), "-q", "-y"]
    run_logged(LOG / "apt-update.log", *apt, "update")
    options = ["install", "--no-install-recommends"]
    run_logged(LOG / "apt-install.log", *apt, *options, *packages)
    if "dovecot-imapd" in packages and Path("/run/systemd/system").exists():
        succeeds(*_as_root("systemctl", "disable", "--now", "dovecot.service"))
        succeeds(*_as_root("systemctl", "disable", "--now", "dovecot.socket"))


def _as_root(*command: str) -> list[str]:
    return list(command) if AS_ROOT else ["sudo", *command]


@contextlib.contextmanager
def _no_service_starts() -> Iterator[None]:
    """apt asks policy-rc.d whether it may start services; 101 means no.

    https://www.debian.org/doc/debian-policy/ch-opersys.html
    """
    if POLICY.exists():
        yield
        return
    draft = LOG / "policy-rc.d"
    draft.write_text("#!/bin/sh\nexit 101\n")
    succeeds(*_as_root("install", "-m", "755", str(draft), str(POLICY)))
    try:
        yield
    finally:
        succeeds(*_as_root("rm", "-f", str(POLICY)))


def is_free(number: int) -> bool:
    """Whether a server of ours could listen on this port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True


def require_free_port(number: int) -> None:
    if not is_free(number):
        raise Problem(
            f"port {number} is in use by another program: stop it, "
            "or choose others by STACK_PORT, such as STACK_PORT=8169"
        )


def require_space(gigabytes: float) -> None:
    free = shutil.disk_usage(HOME).free / GIGABYTE
    if free < gigabytes:
        raise Problem(
            f"the disk of {HOME} has {free:.1f} GB left, {gigabytes} are needed: "
            "make room, or set STACK_HOME to a folder on another disk"
        )
