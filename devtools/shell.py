"""Running programs quietly, saying what takes long, and failing in one line."""

import contextlib
import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path


class Problem(Exception):
    """What is wrong and what to do about it, in one line; shown without traceback."""


def say(text: str) -> None:
    print(f"stack: {text}", flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Say that something long begins, and when it has ended, its seconds."""
    say(f"{text} ...")
    started = time.monotonic()
    yield
    say(f"{text}: {time.monotonic() - started:.0f} s")


def run(*command: object, **options) -> subprocess.CompletedProcess:
    """subprocess.run on any printable arguments; CalledProcessError if it fails."""
    options.setdefault("check", True)
    return subprocess.run([str(part) for part in command], **options)


def output(*command: object, **options) -> str:
    return run(*command, stdout=subprocess.PIPE, text=True, **options).stdout


def succeeds(*command: object, **options) -> bool:
    """Whether a program runs and exits with 0; nothing is shown."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        return run(*command, check=False, **quiet, **options).returncode == 0
    except OSError:
        return False


def run_logged(log: Path, *command: object, show: int = 25, **options) -> None:
    """Run with the output in a log file; if it fails, show its tail, raise Problem."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        done = run(*command, check=False, stdout=out, stderr=out, **options)
    if done.returncode:
        print(tail(log, show), flush=True)
        raise Problem(f"{Path(str(command[0])).name} failed; all of it is in {log}")


def tail(log: Path, count: int) -> str:
    """The last lines of a log file, each cut at 500 characters."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(
        f"    {line[:500]}" for line in lines[max(0, len(lines) - count) :]
    )


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Wait until no other stack command of this clone does the same."""
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another stack command of this clone")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def done_before(stamp: Path, key: str) -> bool:
    """Whether a step with this key was finished earlier; see `mark_done`."""
    return stamp.exists() and stamp.read_text() == key


def mark_done(stamp: Path, key: str) -> None:
    stamp.write_text(key)


def process_of(pid_file: Path, words: str) -> int | None:
    """The pid in a file, if that process has these words in its command line.

    A pid file may be stale, and its number in use by a stranger.
    """
    try:
        pid = int(pid_file.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    except (OSError, ValueError):
        return None
    return pid if words.encode() in command else None


def end_process(pid_file: Path, words: str, seconds: float = 20) -> None:
    """Ask the process of `process_of` to end and wait for it; then kill it."""
    deadline = time.monotonic() + seconds
    asked = False
    while pid := process_of(pid_file, words):
        late = time.monotonic() > deadline
        if late or not asked:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9 if late else 15)
        asked = True
        time.sleep(0.1)
    pid_file.unlink(missing_ok=True)
