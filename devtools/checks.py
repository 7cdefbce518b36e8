"""What `stack test` does before pytest: install, Odoo's own test runner, uninstall."""

import re
from pathlib import Path

from . import database, leftovers, odoo_server
from .layout import LOG, MODULE, TEST_CONF
from .shell import Problem, step

# Tests in a browser or with several Odoo processes run under pytest only.
TAGS = f"/{MODULE},-{MODULE}_browser,-{MODULE}_processes"
RECORD = re.compile(
    r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ [A-Z]+ )", re.MULTILINE
)
COMPLAINT = re.compile(r"\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


def run_all() -> None:
    """Three stages on throw-away databases; Problem at the first that fails."""
    with step("1. install without demo data"):
        install_without_demo()
    with step("2. Odoo's own test runner"):
        count = run_native_tests()
    print(f"   {count} tests passed", flush=True)
    with step("3. uninstall leaves nothing behind"):
        uninstall()
    print("4. pytest", flush=True)


def install_without_demo() -> None:
    """Warnings count as failures: nobody reads them later."""
    database.ensure_base(database.BARE)
    database.copy(database.BARE, database.CHECK)
    database.install(database.CHECK, MODULE)
    log = LOG / f"install-{database.CHECK}.log"
    if found := complaints(log):
        print(found, flush=True)
        raise Problem(f"the installation logs warnings; see {log}")


def complaints(log: Path) -> str:
    """The warnings and errors in a log of Odoo, with the lines that belong to them."""
    records = RECORD.split(log.read_text(errors="replace"))
    return "".join(record for record in records if COMPLAINT.match(record))


def run_native_tests() -> int:
    """Tests under Odoo's runner, which alone has read-only cursors; how many ran."""
    database.copy(database.BASE, database.CHECK)
    command = ["-d", database.CHECK, "-i", MODULE, "--stop-after-init"]
    log = LOG / "native.log"
    try:
        tags = f"--test-tags={TAGS}"
        odoo_server.odoo("native", *command, tags, conf=TEST_CONF, show=0)
    except Problem:
        print(complaints(log)[-20000:], flush=True)
        raise Problem(f"Odoo's test runner failed; all of it is in {log}") from None
    results = RESULT.findall(log.read_text())
    count = int(results[-1][2]) if results else 0
    if not count:
        raise Problem(f"no test ran; see {log}")
    return count


def uninstall() -> None:
    """On the database of the native tests, compared with the one it began as."""
    command = ["module", "uninstall", "-d", database.CHECK, MODULE]
    odoo_server.odoo("uninstall", *command, conf=TEST_CONF)
    left = leftovers.find(database.BASE, database.CHECK)
    if left:
        print("\n".join(f"    {line}" for line in left), flush=True)
        raise Problem(f"the uninstalled module leaves {len(left)} things behind")
    database.drop(database.CHECK)
