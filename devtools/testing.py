"""Running pytest on a fresh copy of the test database."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from . import (
    api_descriptions,
    bluesky_network,
    database,
    linters,
    odoo_server,
    snac,
)
from .layout import ADDONS, LOG, MODULE, PYTHON, REPO, TEST_CONF


def inside_addon(argument: str) -> str:
    """tests/test_x.py::Case as pytest must see it: in a folder of the module's name."""
    path = argument.split("::")[0]
    is_path = not argument.startswith("-") and (REPO / path).exists()
    return f"{MODULE}/{argument}" if is_path else argument


def run_pytest(*arguments: str) -> int:
    """Run tests (all without arguments), with pytest's own output; its exit status."""
    with started(arguments) as tests:
        return tests.wait()


def run_pytest_beside(checks: Callable[[], None]) -> int:
    """All tests while the checks run, since each keeps about one core busy.

    What pytest says follows what the checks say. If these fail, it is ended.
    """
    log = LOG / "pytest.log"
    with log.open("wb") as out, started((), stdout=out, stderr=out) as tests:
        checks()
        print("6. pytest", flush=True)
        _show_until(tests, log)
    return tests.returncode


def _show_until(tests: subprocess.Popen, log: Path) -> None:
    """A growing file, until the process that writes it has ended."""
    with log.open("rb") as lines:
        is_over = False
        while not is_over:
            is_over = tests.poll() is not None
            shutil.copyfileobj(lines, sys.stdout.buffer)
            sys.stdout.flush()
            time.sleep(0.2)


@contextmanager
def started(arguments: tuple[str, ...], **options) -> Iterator[subprocess.Popen]:
    """pytest on a fresh copy of the test database, ended with all that it started."""
    database.copy(database.TEMPLATE, database.TEST)
    known = [inside_addon(argument) for argument in arguments]
    if not any(argument.startswith(f"{MODULE}/") for argument in known):
        known.append(f"{MODULE}/tests")
    # Both folders given: else pytest takes the repository for a package named
    # after its folder, and Odoo's modules are not found.
    places = ["--rootdir=.", "--confcutdir=.", "-c", f"{MODULE}/pyproject.toml"]
    odoo = [f"--odoo-config={TEST_CONF}", f"--odoo-database={database.TEST}"]
    odoo += ["--odoo-http", "--odoo-log-level=warn"]
    command = map(str, [PYTHON, "-m", "pytest", *places, *odoo, *known])
    linters.ensure_tools()
    with peers(known) as environ:
        tests = subprocess.Popen(list(command), cwd=ADDONS, env=environ, **options)
        try:
            yield tests
        finally:
            if tests.poll() is None:
                tests.send_signal(signal.SIGINT)  # pytest ends its browsers
                tests.wait(120)


@contextmanager
def peers(arguments: list[str]) -> Iterator[dict[str, str]]:
    """The environment of tests: what they check against, as far as they need it."""
    environ = {**odoo_server.environ(TEST_CONF), "SOCIAL_INBOX_AXE": str(linters.AXE)}
    if is_wanted("youtube", arguments):
        environ["SOCIAL_INBOX_GOOGLE"] = str(api_descriptions.google())
    if is_wanted("bluesky", arguments):
        environ |= bluesky_network.environ()
    servers = snac.running() if is_wanted("mastodon", arguments) else nullcontext({})
    with servers as described:
        yield environ | described


def is_wanted(platform: str, arguments: list[str]) -> bool:
    """Whether pytest is to run a test of it: all tests, or one named so."""
    paths = [one for one in arguments if one.startswith(f"{MODULE}/")]
    return any(platform in one or one == f"{MODULE}/tests" for one in paths)
