"""A private Dovecot (IMAP) and the SMTP server of `smtp_server`, both on loopback.

Every address is a mailbox, made on its first use, with the password `secret`.
"""

import grp
import json
import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

from . import dovecot_conf
from .layout import AS_ROOT, LOG, MAIL, MAIL_SERVERS, PYTHON, REPO, port, servers_folder
from .shell import Problem, end_process, output, process_of, run_logged, tail
from .system import DOVECOT, is_free, require_free_port

PASSWORD = "secret"
DOMAIN = "shop.example"
SMTP_PID = MAIL / "smtp.pid"
SMTP_LOG = LOG / "smtp.log"


def folder() -> Path:
    """Dovecot's folder: its sockets, certificate, log and the maildirs."""
    return servers_folder() / "dovecot"


def certificate() -> Path:
    return folder() / "tls.crt"


def log_files() -> list[Path]:
    return [folder() / "dovecot.log", SMTP_LOG]


def _user() -> pwd.struct_passwd:
    """As whom Dovecot runs: the caller, or nobody if that is root."""
    return pwd.getpwnam("nobody") if AS_ROOT else pwd.getpwuid(os.geteuid())


def start() -> None:
    require_ports()
    if not (imap_pid() and smtp_pid()):
        _prepare()
    if not imap_pid():
        _start_dovecot()
    if not smtp_pid():
        _start_smtp()


def require_ports() -> None:
    """Problem if a stranger listens where a server of ours is to be started."""
    if not imap_pid():
        require_free_port(port("imap"))
        require_free_port(port("imaps"))
    if not smtp_pid():
        require_free_port(port("smtp"))


def _prepare() -> None:
    version = output(DOVECOT, "--version").split()[0]
    if not version.startswith("2.3."):
        raise Problem(
            f"Dovecot 2.3 is needed (Debian 12, Ubuntu 24.04); found {version}"
        )
    for path in (folder(), folder() / "run", folder() / "mail"):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not certificate().exists():
        _create_certificate()
    _write_configuration()
    if AS_ROOT:
        for path in (folder(), *folder().glob("*")):
            shutil.chown(path, _user().pw_uid, _user().pw_gid)
    _write_description()


def _create_certificate() -> None:
    """Self-signed: its own authority. Clients check the names in it (RFC 2818)."""
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    files = ["-keyout", folder() / "tls.key", "-out", certificate()]
    options = [
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "3650",
        "-subj",
        "/CN=localhost",
    ]
    command = ["openssl", "req", "-x509", *options, "-addext", names, *files]
    run_logged(LOG / "openssl.log", *command)


def _write_configuration() -> None:
    user = _user()
    values = {
        "folder": folder(),
        "name": folder().parent.name.strip("."),
        "user": user.pw_name,
        "group": grp.getgrgid(user.pw_gid).gr_name,
        "uid": user.pw_uid,
        "gid": user.pw_gid,
        "password": PASSWORD,
        **{name: port(name) for name in ("imap", "imaps", "tokeninfo")},
    }
    for name, text in dovecot_conf.files(values).items():
        (folder() / name).write_text(text)


def _write_description() -> None:
    """What demo, tests and benchmarks know about the servers."""
    ports = {f"{x}_port": port(x) for x in ("imap", "imaps", "smtp", "tokeninfo")}
    description = {
        "host": "localhost",
        **ports,
        "ca_file": str(certificate()),
        "password": PASSWORD,
        "mail_root": str(folder() / "mail"),
        "domain": DOMAIN,
    }
    MAIL_SERVERS.write_text(json.dumps(description, indent=2) + "\n")


def _dovecot_command() -> list[object]:
    """Root steps down before Dovecot starts: one configuration fits everybody."""
    user = _user()
    down = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}"]
    prefix = [*down, "--clear-groups"] if AS_ROOT else []
    return [*prefix, DOVECOT, "-c", folder() / "dovecot.conf"]


def _start_dovecot() -> None:
    run_logged(LOG / "dovecot-start.log", *_dovecot_command(), cwd="/")
    _wait_for(port("imap"), folder() / "dovecot.log")


def _start_smtp() -> None:
    files = ["--certificate", certificate(), "--key", folder() / "tls.key"]
    options = ["--port", port("smtp"), "--root", folder() / "mail", *files]
    command = [PYTHON, "-m", "devtools.smtp_server", *options, "--password", PASSWORD]
    with SMTP_LOG.open("ab") as log:
        server = subprocess.Popen(
            list(map(str, command)),
            cwd=REPO,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    SMTP_PID.write_text(str(server.pid))
    _wait_for(port("smtp"), SMTP_LOG)


def _wait_for(number: int, log: Path) -> None:
    for _ in range(100):
        with socket.socket() as client:
            client.settimeout(1)
            if client.connect_ex(("127.0.0.1", number)) == 0:
                return
        time.sleep(0.1)
    print(tail(log, 10), flush=True)
    raise Problem(f"nothing answers on port {number}; see {log}")


def imap_pid() -> int | None:
    return process_of(folder() / "run" / "master.pid", str(folder()))


def smtp_pid() -> int | None:
    return process_of(SMTP_PID, str(folder()))


def stop() -> None:
    end_process(SMTP_PID, str(folder()))
    was_running = imap_pid()
    end_process(folder() / "run" / "master.pid", str(folder()))
    # Its children listen for a moment longer.
    for _ in range(100 if was_running else 0):
        if is_free(port("imap")) and is_free(port("imaps")):
            break
        time.sleep(0.1)
