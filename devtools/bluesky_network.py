"""A Bluesky network for tests: PLC directory, PDS, AppView and chat on loopback.

The servers are those of npm's @atproto/dev-env. They keep their data in a database of
the stack's PostgreSQL and in a temporary folder, both gone when they end, and choose
free ports. `python -m devtools.bluesky_network` runs them until its standard input
ends; its first line of output is JSON that says where they listen.
"""

import contextlib
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import postgres
from .layout import CACHE, HOME, LOG, MODULE, PYTHON, REPO, digest
from .shell import Problem, only_one, run_logged, step
from .system import NODE, ensure_programs, require_space

SOURCE = REPO / "devtools" / "bluesky"
PACKAGE = SOURCE / "package.json"
DESCRIPTION = HOME / "bluesky.json"
DATABASE = f"{MODULE}_bluesky"
SERVERS_LOG = LOG / "bluesky.log"
KINDS = {"x86_64": "x64", "aarch64": "arm64"}
NPM = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"]


def packages() -> Path:
    """The servers' packages, by their versions: for all clones on this machine."""
    return CACHE / "bluesky" / digest(PACKAGE.read_text())


def node() -> Path:
    """Node as npm has it: the servers need 22, Debian 12 has an older one."""
    kind = KINDS.get(platform.machine(), platform.machine())
    return packages() / "node_modules" / f"node-linux-{kind}" / "bin" / "node"


def environ() -> dict[str, str]:
    """What tests need to know, once the packages are there."""
    ensure_packages()
    description = {
        "command": [str(PYTHON), "-m", "devtools.bluesky_network"],
        "folder": str(REPO),
        "node": str(node()),
        "packages": str(packages()),
    }
    DESCRIPTION.write_text(json.dumps(description, indent=2) + "\n")
    return {"SOCIAL_INBOX_BLUESKY": str(DESCRIPTION)}


def ensure_packages() -> None:
    """Install what is missing; about a minute, once for all clones."""
    if node().exists():
        return
    ensure_programs(NODE)
    require_space(2)
    packages().parent.mkdir(parents=True, exist_ok=True)
    with only_one(packages().with_suffix(".lock")):
        if not packages().exists():
            with step("Bluesky's servers"):
                _install(packages().with_suffix(".draft"))
    if not node().exists():
        raise Problem(f"npm has no Node for {platform.machine()}")


def _install(folder: Path) -> None:
    """In a draft, which gets its name once it is whole."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(PACKAGE, folder)
    log = LOG / "npm-bluesky.log"
    options = ["--ignore-scripts", f"--cache={CACHE / 'npm'}"]
    try:
        run_logged(log, *NPM, *options, cwd=folder)
    except Problem:
        raise Problem(
            "npm could not install the servers of Bluesky: is there a network? "
            f"Details: {log}"
        ) from None
    folder.rename(packages())


@contextlib.contextmanager
def database() -> Iterator[str]:
    """The address of an empty database, which is dropped at the end."""
    drop = f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"
    postgres.query(drop)
    postgres.query(f"CREATE DATABASE {DATABASE}")
    try:
        yield f"postgres://odoo@localhost/{DATABASE}?host={postgres.folder()}/socket"
    finally:
        postgres.query(drop)


def run() -> int:
    """Serve until the standard input ends."""
    command = [node(), "--no-warnings", SOURCE / "network.mjs", packages()]
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))  # Odoo's is too low for Node
    with (
        only_one(HOME / "bluesky.lock"),
        database() as address,
        tempfile.TemporaryDirectory(prefix="social-inbox-bluesky-") as folder,
        SERVERS_LOG.open("w") as log,
    ):
        environ = {**os.environ, "DB_POSTGRES_URL": address, "TMPDIR": folder}
        environ["LOG_ENABLED"] = "false"  # what they say goes to nobody who reads it
        return subprocess.run(
            list(map(str, command)), env=environ, stderr=log
        ).returncode


if __name__ == "__main__":
    sys.exit(run())
