"""The databases: what they are built from, and when they must be built again.

  social_inbox_base      the modules this one needs, with demo data
  social_inbox_bare      the same without demo data
  social_inbox           base + this module + the demo's mails
  social_inbox_template  base + this module + compiled assets; nobody connects to it
  social_inbox_test      a fresh copy of the template for each run of pytest
  social_inbox_check     a throw-away of the checks before

A database is built under another name and renamed when it is whole. What it was
built from is kept as its comment. The attachments of base, bare and template are in
the database, not in the filestore: a copy by PostgreSQL alone is complete.
"""

import ast
import shutil
from pathlib import Path

from . import odoo_server, postgres
from .layout import DATA, LOG, MODULE, REPO, TEST_CONF, digest
from .shell import step, tail
from .source import source_key

BASE, BARE = f"{MODULE}_base", f"{MODULE}_bare"
DEMO, TEMPLATE = MODULE, f"{MODULE}_template"
TEST, CHECK = f"{MODULE}_test", f"{MODULE}_check"
NOT_DATA = {"static", "tests", "devtools", "benchmarks", "docs", "node_modules"}
BUNDLES = [
    "web.assets_web",
    "web.assets_tests",
    "web.__assets_tests_call__",
    "web.assets_unit_tests_setup",
    "web.assets_unit_tests",
    "web.assets_frontend",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "web.assets_web_print",
    "bus.websocket_worker_assets",
]
COMPILE = f"""
for bundle in {BUNDLES}:
    styles = env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False)
    styles.css()
    if styles.css_errors:  # Odoo itself goes on, without the styles
        raise ValueError("\\n".join(styles.css_errors))
    env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
env.cr.commit()
"""
FILES_INTO_DATABASE = """
parameter = env["ir.config_parameter"]
parameter.set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
parameter.search([("key", "=", "ir_attachment.location")]).unlink()
env.cr.commit()
"""


def depends() -> list[str]:
    return ast.literal_eval((REPO / "__manifest__.py").read_text())["depends"]


def base_key() -> str:
    return digest(source_key(), *sorted(depends()))


def _digest_of(folders: list[Path], suffixes: set[str]) -> str:
    files = (path for folder in folders for path in folder.rglob("*"))
    wanted = sorted(path for path in files if path.suffix in suffixes)
    return digest(*(f"{x.relative_to(REPO)}{x.read_text()}" for x in wanted))


def data_key() -> str:
    """Changes with the manifest, Python and data: not with the browser's files."""
    folders = [
        folder
        for folder in REPO.iterdir()
        if folder.is_dir() and folder.name[0] != "." and folder.name not in NOT_DATA
    ]
    suffixes = {".py", ".xml", ".csv", ".sql", ".json", ".po"}
    top = (path.read_text() for path in sorted(REPO.glob("*.py")))
    return digest(base_key(), *top, _digest_of(folders, suffixes))


def assets_key() -> str:
    return digest(_digest_of([REPO / "static"], {".js", ".scss", ".css", ".xml"}))


def stamp(database: str) -> str | None:
    """What the database was built from: None if there is no such database."""
    select = "SELECT coalesce(shobj_description(oid, 'pg_database'), '')"
    found = postgres.query(f"{select} FROM pg_database WHERE datname = '{database}'")
    return found[0] if found else None


def set_stamp(database: str, text: str) -> None:
    postgres.query(f"COMMENT ON DATABASE {database} IS '{text}'")


def drop(database: str) -> None:
    postgres.query(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    shutil.rmtree(DATA / "filestore" / database, ignore_errors=True)


def copy(source: str, target: str) -> None:
    """A copy of a database whose attachments are all in the database."""
    drop(target)
    # From version 15 on, copying files is a choice, and much faster for us.
    how = "STRATEGY FILE_COPY" if postgres.version() >= 15 else ""
    postgres.query(f"CREATE DATABASE {target} TEMPLATE {source} {how}")


def rename(source: str, target: str) -> None:
    drop(target)
    postgres.query(f"ALTER DATABASE {source} RENAME TO {target}")
    files = DATA / "filestore" / source
    if files.exists():
        files.rename(DATA / "filestore" / target)


def install(database: str, *modules: str, options: tuple[str, ...] = ()) -> None:
    fixed = ["--stop-after-init", "--no-http", "--log-level=warn"]
    names = ",".join(modules)
    log = f"install-{database}"
    odoo_server.odoo(log, "-d", database, "-i", names, *fixed, *options, conf=TEST_CONF)


def ensure_base(database: str = BASE) -> None:
    """The dependencies' database; BARE is the one without demo data."""
    if stamp(database) == base_key():
        return
    demo = database == BASE
    kind = "with" if demo else "without"
    draft = f"{database}_draft"
    with step(f"database of the modules needed, {kind} demo data"):
        drop(draft)
        options = () if demo else ("--without-demo",)
        install(draft, *depends(), options=options)
        odoo_server.shell(f"files-{draft}", draft, FILES_INTO_DATABASE)
        rename(draft, database)
        set_stamp(database, base_key())


def ensure_template() -> None:
    """The module installed, its assets compiled once for all tests in a browser."""
    ensure_base()
    data, assets = data_key(), assets_key()
    before = (stamp(TEMPLATE) or "").split()
    if before == [data, assets]:
        return
    draft = f"{TEMPLATE}_draft"
    if before[:1] != [data]:
        with step("test database"):
            copy(BASE, draft)
            install(draft, MODULE)
    else:
        copy(TEMPLATE, draft)
    with step("assets of the test database"):
        odoo_server.shell("assets", draft, COMPILE + FILES_INTO_DATABASE)
    rename(draft, TEMPLATE)
    set_stamp(TEMPLATE, f"{data} {assets}")


def ensure_demo(fill: str) -> None:
    """The demo's database; an existing one only takes in the module's changes.

    `fill` is Python that odoo shell runs in a new one.
    """
    key = digest(data_key())
    before = stamp(DEMO)
    if before == key:
        return
    if before is not None:
        update_demo()
        return
    ensure_base()
    draft = f"{DEMO}_draft"
    with step("demo database"):
        copy(BASE, draft)
        install(draft, MODULE)
    with step("demo mails"):
        odoo_server.shell("demo", draft, fill)
    print(tail(LOG / "demo.log", 1), flush=True)
    rename(draft, DEMO)
    set_stamp(DEMO, key)


def update_demo() -> None:
    key = digest(data_key())
    running = odoo_server.pid()
    odoo_server.stop()
    with step("demo database takes in the module's changes"):
        options = ["-u", MODULE, "--stop-after-init", "--no-http", "--log-level=warn"]
        odoo_server.odoo("update", "-d", DEMO, *options)
    set_stamp(DEMO, key)
    if running:
        odoo_server.start()
