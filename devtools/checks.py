"""What `stack test` does beside pytest, on throw-away databases:

1. install without demo data: no warning may be logged;
2. our tests under Odoo's own runner, but those in a browser;
3. uninstall: nothing is left behind;
4. the own tests of the addon beneath us, helpdesk_mgmt, all of them, on a database
   with this module: what we add must not break it. Odoo runs those marked at_install
   when only that addon is loaded, so they run once more with our models. Half a
   minute for both;
5. what we show of sales and invoices, certifications, and who is on leave, on a
   database that has these applications: elsewhere these tests are skipped. About a
   minute.
"""

import re
from pathlib import Path

from . import database, leftovers, odoo_server
from .layout import CHECK_CONF, LOG, MODULE, REPO
from .shell import Problem, step

# Tests in a browser, with several Odoo processes, or of connectors, which know no Odoo,
# run under pytest only.
PURE = [path.name for path in sorted((REPO / "tests").glob("test_connector_*.py"))]
TAGS = ",".join(
    [
        f"/{MODULE}",
        f"-{MODULE}_browser",
        f"-{MODULE}_processes",
        *(f"-/{MODULE}/tests/{name}" for name in PURE),
    ]
)
NEIGHBOUR = "helpdesk_mgmt"
# Applications that ours does not need, and the tests that need them.
SALES = "sale_management,survey,hr_holidays"
SALES_TESTS = ",".join(
    f"/{MODULE}/tests/{name}"
    for name in ("test_details.py", "test_certification.py", "test_time_off.py")
)
# Under `odoo shell` all models are loaded before the tests, not after them.
AT_INSTALL = f"""
from odoo.tests import loader
from odoo.tools import config

config["test_tags"] = "/{NEIGHBOUR}"
result = loader.run_suite(loader.make_suite(["{NEIGHBOUR}"], "at_install"))
print(result)
raise SystemExit(not result.wasSuccessful())
"""
RECORD = re.compile(
    r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ [A-Z]+ )", re.MULTILINE
)
COMPLAINT = re.compile(r"\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


def run_all() -> None:
    """The five stages; Problem at the first that fails."""
    with step("1. install without demo data"):
        install_without_demo()
    with step("2. Odoo's own test runner"):
        count = run_native_tests()
    print(f"   {count} tests passed", flush=True)
    with step("3. uninstall leaves nothing behind"):
        uninstall()
    with step(f"4. {NEIGHBOUR}'s own tests with this module"):
        count, again = run_neighbours_tests()
    print(f"   {count} tests passed, {again} of them also with our models", flush=True)
    with step("5. with sales, invoices, surveys and time off"):
        count = run_sales_tests()
    print(f"   {count} tests passed", flush=True)


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
    return _count_tests("native", *command, f"--test-tags={TAGS}")


def _count_tests(name: str, *arguments: str, **options) -> int:
    """Run Odoo with tests; how many ran. Problem if one failed, or if none ran."""
    log = LOG / f"{name}.log"
    try:
        odoo_server.odoo(name, *arguments, conf=CHECK_CONF, show=0, **options)
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
    odoo_server.odoo("uninstall", *command, conf=CHECK_CONF)
    left = leftovers.find(database.BASE, database.CHECK)
    if left:
        print("\n".join(f"    {line}" for line in left), flush=True)
        raise Problem(f"the uninstalled module leaves {len(left)} things behind")
    database.drop(database.CHECK)


def run_neighbours_tests() -> tuple[int, int]:
    """How many of helpdesk_mgmt's tests ran, and how many of them ran once more.

    On a copy of the template: there the assets for the browser are compiled already.
    """
    database.copy(database.TEMPLATE, database.CHECK)
    on_check = ["-d", database.CHECK]
    tags = f"--test-tags=/{NEIGHBOUR}"
    count = _count_tests(NEIGHBOUR, *on_check, tags, "--stop-after-init")
    shell = ["shell", *on_check, "--no-http"]
    again = _count_tests(f"{NEIGHBOUR}-again", *shell, input=AT_INSTALL, text=True)
    database.drop(database.CHECK)
    return count, again


def run_sales_tests() -> int:
    """The tests of what we show of other applications, with these; how many ran."""
    database.copy(database.BASE, database.CHECK)
    command = ["-d", database.CHECK, "-i", f"{MODULE},{SALES}", "--stop-after-init"]
    count = _count_tests("sales", *command, f"--test-tags={SALES_TESTS}")
    database.drop(database.CHECK)
    return count
