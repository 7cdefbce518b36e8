"""Where everything of the development stack lives, and on which ports it listens."""

import hashlib
import os
from pathlib import Path

from .shell import Problem

MODULE = "social_inbox"
REPO = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("STACK_HOME") or REPO / ".stack").absolute()
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").joinpath(
    "social-inbox"
)
AS_ROOT = os.geteuid() == 0
LOG, DATA, ADDONS, MAIL = (HOME / name for name in ("log", "data", "addons", "mail"))
MAIL_SERVERS = MAIL / "servers.json"
CONF, TEST_CONF = HOME / "odoo.conf", HOME / "odoo-test.conf"
CHECK_CONF = HOME / "odoo-check.conf"
VENV = HOME / "venv"
PYTHON, ODOO = VENV / "bin" / "python", VENV / "bin" / "odoo"
# Offsets from STACK_PORT; a second clone beside this one takes STACK_PORT=8169.
OFFSETS = {"odoo": 0, "test": 10, "imap": 1000, "imaps": 1001, "smtp": 1002}
OFFSETS |= {"check": 20, "tokeninfo": 1003}
GIGABYTE = 2**30


def port(service: str) -> int:
    """The loopback port of a service named in OFFSETS."""
    text = os.environ.get("STACK_PORT") or "8069"
    if not (text.isdigit() and 1024 <= int(text) <= 64000):
        raise Problem(f"STACK_PORT={text} is not a port from 1024 to 64000")
    return int(text) + OFFSETS[service]


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def create_home() -> None:
    """The stack's folder, marked as ours, so that `clean` removes nobody else's."""
    marker = HOME / ".social-inbox-stack"
    if HOME.is_dir() and not marker.exists() and any(HOME.iterdir()):
        raise Problem(f"{HOME} holds other files: set STACK_HOME to an empty folder")
    for folder in (HOME, LOG, DATA, ADDONS, MAIL):
        folder.mkdir(parents=True, exist_ok=True)
    marker.touch()
    servers = servers_folder()
    servers.mkdir(mode=0o755, exist_ok=True)
    if servers.is_symlink() or servers.stat().st_uid != os.geteuid():
        raise Problem(f"{servers} belongs to somebody else: set STACK_HOME")


def open_to_servers(folder: Path) -> bool:
    """Whether an ordinary user, as which PostgreSQL and Dovecot run, can enter it."""
    existing = (path for path in (folder, *folder.parents) if path.exists())
    return all(path.stat().st_mode & 0o001 for path in existing)


def servers_folder() -> Path:
    """Where PostgreSQL and Dovecot keep data and sockets: the stack's own folder.

    Elsewhere if their users cannot enter it (a root user's home), or if it is too
    long for a socket's path, of which Linux takes 107 bytes (unix(7)).
    """
    if len(str(HOME)) <= 60 and (not AS_ROOT or open_to_servers(HOME)):
        return HOME
    return Path("/var/tmp") / f"social-inbox-{os.geteuid()}-{digest(str(HOME))}"
