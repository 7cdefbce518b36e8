"""The Python environment that runs Odoo, the mail server and the tests."""

import os
import shutil
import sys
from pathlib import Path

from .layout import CACHE, LOG, ODOO, PYTHON, REPO, VENV, digest
from .shell import Problem, done_before, mark_done, output, run, run_logged, step
from .source import ROOT, source_key

REQUIREMENTS = REPO / "devtools"
# Not `python -m odoo`: with --workers, its process for websockets would not start.
START_SCRIPT = """#!{python}
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
"""


def requirements(name: str) -> Path:
    return REQUIREMENTS / f"requirements-{name}.txt"


def create_venv(folder: Path, *names: str) -> None:
    """A virtual environment with the requirements of these names in it."""
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "venv", folder)
    for name in names:
        # The wheels of Odoo addons require a distribution odoo, which PyPI has not;
        # of others only parts are used, which need nothing more.
        options = ["--no-deps"] if name in ("oca", "nodeps") else []
        pip(folder, *options, "-r", requirements(name))


def pip(folder: Path, *arguments: object) -> None:
    environ = {**os.environ, "PIP_CACHE_DIR": str(CACHE / "pip")}
    command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
    log = LOG / f"pip-{folder.name}.log"
    try:
        run_logged(log, *command, *arguments, env=environ)
    except Problem:
        raise Problem(
            f"pip could not install {arguments[-1]}: is there a network, and space "
            f"on the disk? Details: {log}"
        ) from None


def ensure_venv() -> None:
    names = ("odoo", "test", "nodeps", "oca")
    texts = (requirements(name).read_text() for name in names)
    key = digest(sys.version, source_key(), *texts)
    if done_before(VENV / ".stamp", key):
        return
    with step("Python packages"):
        create_venv(VENV, *names)
        _see_odoo()
    mark_done(VENV / ".stamp", key)


def _see_odoo() -> None:
    """Make `import odoo` find the source, and write the start script."""
    site = output(PYTHON, "-c", "import site; print(site.getsitepackages()[0])")
    (Path(site.strip()) / "odoo.pth").write_text(f"{ROOT}\n")
    ODOO.write_text(START_SCRIPT.format(python=PYTHON))
    ODOO.chmod(0o755)
