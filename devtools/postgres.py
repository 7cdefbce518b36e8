"""A private PostgreSQL cluster, reached through a socket only."""

import os
import shutil
from pathlib import Path

from .layout import AS_ROOT, LOG, servers_folder
from .shell import Problem, output, run_logged, step, succeeds, tail
from .system import postgres_programs

# Fast rather than safe against power cuts: everything here can be rebuilt.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
shared_buffers = 256MB
"""


def folder() -> Path:
    return servers_folder() / "pg"


def log_file() -> Path:
    return folder() / "postgres.log"


def programs() -> Path:
    found = postgres_programs()
    if not found:
        raise Problem("PostgreSQL is not there: run ./stack demo")
    return found


def environ() -> dict[str, str]:
    """The environment in which psql, createdb and Odoo find the cluster."""
    return {
        **os.environ,
        "PGHOST": str(folder() / "socket"),
        "PGPORT": "5432",
        "PGUSER": "odoo",
        "PATH": f"{programs()}:{os.environ['PATH']}",
    }


def _as_postgres(*command: object) -> list[object]:
    """PostgreSQL refuses root: its programs then run as the user postgres."""
    user = ["runuser", "-u", "postgres", "--"] if AS_ROOT else []
    return [*user, *command]


def is_running() -> bool:
    found = postgres_programs()
    return bool(found) and succeeds(
        found / "pg_isready", "-q", "-d", "postgres", env=environ()
    )


def start() -> None:
    for path in (folder(), folder() / "data", folder() / "socket"):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if AS_ROOT:
            shutil.chown(path, "postgres", "postgres")
    if not (folder() / "data" / "PG_VERSION").exists():
        _create_cluster()
    if not is_running():
        _control("start", "-l", log_file())


def _create_cluster() -> None:
    data = folder() / "data"
    if not succeeds(*_as_postgres("test", "-w", data)):
        raise Problem(
            f"the user postgres cannot enter {data}: set STACK_HOME elsewhere"
        )
    with step("PostgreSQL cluster"):
        options = ["-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        _logged("initdb", "-D", data, *options)
    with (data / "postgresql.conf").open("a") as conf:
        conf.write(SETTINGS.format(socket=folder() / "socket"))


def _control(*arguments: object) -> None:
    try:
        _logged("pg_ctl", "-D", folder() / "data", "-w", *arguments)
    except Problem as problem:
        print(tail(log_file(), 10), flush=True)
        raise Problem(f"PostgreSQL: {problem}") from None


def _logged(program: str, *arguments: object) -> None:
    command = _as_postgres(programs() / program, *arguments)
    run_logged(LOG / f"{program}.log", *command, cwd="/")


def stop() -> None:
    if is_running():
        _control("-m", "fast", "stop")


def query(sql: str, database: str = "postgres") -> list[str]:
    """The lines that psql prints: one per row, fields separated by |."""
    command = ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", database]
    quiet = {**environ(), "PGOPTIONS": "-c client_min_messages=warning"}
    done = output(*command, "-c", sql, env=quiet)
    return done.splitlines()


def connect(database: str, *arguments: str) -> None:
    """Become psql."""
    command = ["psql", "-d", database, *arguments]
    os.execvpe("psql", command, environ())


def version() -> int:
    """The server's major version, such as 15."""
    return int(query("SHOW server_version_num")[0]) // 10000
