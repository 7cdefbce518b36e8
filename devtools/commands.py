"""The commands of ./stack, one function each; arguments are those after its name."""

import shutil
import subprocess
import sys

from . import (
    checks,
    database,
    linters,
    mailservers,
    odoo_server,
    postgres,
    snac,
    testing,
)
from . import demo as demo_data
from .layout import (
    CACHE,
    HOME,
    PYTHON,
    REPO,
    TEST_CONF,
    create_home,
    port,
    servers_folder,
)
from .python import ensure_venv
from .shell import Problem, only_one, say
from .source import ROOT, ensure_source
from .system import (
    BROWSER,
    SERVERS,
    ensure_programs,
    require_free_port,
    require_space,
)

WELCOME = """
  http://localhost:{port}

  agent / agent              works on twists: reads, assigns persons, answers
  supervisor / supervisor    also sees arrivals that could not be read
  admin / admin              connects channels, sees everything
  helpdesk / helpdesk        works on tickets, has no right in the inbox

  Try this, as agent:
  1. Open Social Inbox: mails of {address}, comments, reviews and direct messages
     of the simulator stand by phase, most in Listen; more come as time goes by.
  2. Press J to open one, E to move it to Understand; H shows all keys.
  3. Assign a person, then respond: the mail leaves by SMTP after ten seconds to undo.
  4. As admin: Configuration, Channels: connect one; fetch now; break a password.
  5. Open Feedback Due and answer; look at Ideas, and at /ideas as portal / portal.
  6. Write to {address} yourself: SMTP on port {smtp}, STARTTLS, password `secret`.
"""


def prepare() -> None:
    """Everything but the databases: programs, source, Python, PostgreSQL, mail."""
    create_home()
    with only_one(HOME / "prepare.lock"):
        mailservers.require_ports()
        if not PYTHON.exists():
            require_space(3)
        ensure_programs(SERVERS)
        ensure_source()
        ensure_venv()
        postgres.start()
        odoo_server.write_configurations()
        mailservers.start()


def demo() -> None:
    create_home()
    if not odoo_server.pid():
        require_free_port(port("odoo"))
    prepare()
    with only_one(HOME / "demo.lock"):
        database.ensure_demo(demo_data.SCRIPT)
        odoo_server.start()
    ports = {"port": port("odoo"), "smtp": port("smtp")}
    print(WELCOME.format(address=demo_data.ADDRESS, **ports))


def _require_demo() -> None:
    if not PYTHON.exists():
        raise Problem("nothing is here yet: run ./stack demo")
    prepare()
    if database.stamp(database.DEMO) is None:
        raise Problem("there is no demo database yet: run ./stack demo")


def stop() -> None:
    odoo_server.stop()
    mailservers.stop()
    snac.stop()
    postgres.stop()
    say("all is stopped")


def status() -> None:
    def process(pid: int | None) -> str:
        return f"runs, pid {pid}" if pid else "stopped"

    mail = mailservers
    cluster = f"runs, PGHOST={postgres.folder() / 'socket'} PGUSER=odoo"
    print(f"Odoo        {process(odoo_server.pid())}, http://localhost:{port('odoo')}")
    print(f"PostgreSQL  {cluster if postgres.is_running() else 'stopped'}")
    print(f"IMAP        {process(mail.imap_pid())}, ports", port("imap"), port("imaps"))
    print(f"SMTP        {process(mail.smtp_pid())}, port", port("smtp"))
    print(f"Tests       port {port('test')}")
    print(f"Odoo's code {ROOT.resolve() if ROOT.exists() else 'not yet there'}")
    print(f"Folders     {' '.join(map(str, dict.fromkeys((HOME, servers_folder()))))}")


def logs(which: str = "odoo") -> None:
    known = {
        "odoo": [odoo_server.SERVER_LOG],
        "mail": mailservers.log_files(),
        "pg": [postgres.log_file()],
    }
    if which not in known:
        raise Problem(f"there is no log {which}: odoo, mail or pg")
    files = [str(path) for path in known[which] if path.exists()]
    if not files:
        raise Problem(f"nothing was logged yet by {which}")
    follow = ["-f"] if sys.stdout.isatty() else []
    subprocess.run(["tail", "-n", "100", *follow, *files])


def update() -> None:
    _require_demo()
    with only_one(HOME / "demo.lock"):
        database.update_demo()


def shell(*arguments: str) -> None:
    _require_demo()
    odoo_server.become_odoo("shell", "-d", database.DEMO, "--no-http", *arguments)


def psql(*arguments: str) -> None:
    _require_demo()
    postgres.connect(database.DEMO, *arguments)


def odoo(*arguments: str) -> None:
    prepare()
    odoo_server.become_odoo(*arguments)


def test(*arguments: str) -> int:
    prepare()
    ensure_programs(BROWSER)
    with only_one(HOME / "test.lock"):
        database.ensure_template()
        if arguments:
            return testing.run_pytest(*arguments)
        return testing.run_pytest_beside(checks.run_all)


def bench(name: str = "", *arguments: str) -> int:
    files = sorted((REPO / "benchmarks").glob("*.py"))
    scripts = {path.stem: path for path in files if "__main__" in path.read_text()}
    names = ", ".join(scripts)
    if not name:
        print(f"benchmarks: {names or 'none yet'}")
        return 0
    if name not in scripts:
        raise Problem(f"there is no benchmark {name}; there are: {names or 'none'}")
    prepare()
    if "import browser" in scripts[name].read_text():
        ensure_programs(BROWSER)
    database.ensure_template()
    command = [str(PYTHON), str(scripts[name]), *arguments]
    environ = {**odoo_server.environ(TEST_CONF), "PYTHONPATH": str(REPO)}
    return subprocess.run(command, env=environ).returncode


def lint(*arguments: str) -> int:
    create_home()
    return linters.run_all(fix="--fix" in arguments)


def clean(*arguments: str) -> None:
    """Stop, and remove what the stack made, with --cache also the downloads."""
    if (HOME / ".social-inbox-stack").exists():
        stop()
        for folder in {HOME, servers_folder()}:
            shutil.rmtree(folder, ignore_errors=not folder.exists())
        say(f"{HOME} is removed")
    if "--cache" in arguments:
        shutil.rmtree(CACHE, ignore_errors=True)
        say(f"{CACHE} is removed")
