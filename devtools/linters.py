"""The linters, run on a copy of the tree in a folder named like the module.

So they report the same whatever the checkout is called, oca-checks sees files that
are not yet committed (it asks git), and node finds its packages beside the copy.
"""

import os
import shutil
import subprocess
from pathlib import Path

from .layout import CACHE, HOME, LOG, MODULE, REPO, digest
from .python import create_venv, requirements
from .shell import Problem, done_before, mark_done, output, run, run_logged, say, step
from .system import NODE, ensure_programs

LINT = HOME / "lint"
TREE = LINT / MODULE
BIN = LINT / "venv" / "bin"
NODE_BIN = LINT / "node_modules" / ".bin"
AXE = LINT / "node_modules" / "axe-core" / "axe.min.js"  # for tests of the screens
PACKAGE = REPO / "package.json"
PRETTIER = [NODE_BIN / "prettier", "--no-error-on-unmatched-pattern"]
PATTERNS = ["**/*.xml", "**/*.js", "**/*.mjs", "**/*.scss"]
CHECKS = {
    "ruff check": [BIN / "ruff", "check", "."],
    "ruff format": [BIN / "ruff", "format", "--check", "."],
    "pylint-odoo": [BIN / "pylint", "--jobs=1", "."],
    "oca-checks": [BIN / "oca-checks-odoo-module", "__manifest__.py"],
    "prettier": [*PRETTIER, "--log-level=warn", "--check", *PATTERNS],
    "eslint": [NODE_BIN / "eslint", "."],
}
FIXES = [
    [BIN / "ruff", "check", "--fix", "--quiet", "."],
    [BIN / "ruff", "format", "--quiet", "."],
    [*PRETTIER, "--log-level=warn", "--write", *PATTERNS],
]


def run_all(fix: bool = False) -> int:
    """All linters, each with its own output if it complains; 0 if none does."""
    ensure_tools()
    files = copy_tree()
    if fix:
        for command in FIXES:
            run(*command, cwd=TREE, check=False, env=_environ())
        _take_back(files)
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    say(f"lint: {', '.join(failed)} failed" if failed else "lint: all passed")
    return 1 if failed else 0


def ensure_tools() -> None:
    ensure_programs(NODE)
    key = digest(requirements("lint").read_text(), PACKAGE.read_text())
    if done_before(LINT / ".stamp", key):
        return
    with step("linters"):
        create_venv(LINT / "venv", "lint")
        _install_node_packages()
    mark_done(LINT / ".stamp", key)


def _install_node_packages() -> None:
    shutil.copy(PACKAGE, LINT)
    options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    cache = f"--cache={CACHE / 'npm'}"
    try:
        run_logged(LOG / "npm.log", "npm", "install", *options, cache, cwd=LINT)
    except Problem:
        raise Problem(
            f"npm could not install prettier and eslint: is there a network? "
            f"Details: {LOG / 'npm.log'}"
        ) from None


def _environ() -> dict[str, str]:
    """Without the caller's git settings: a hook's GIT_DIR would lead elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    return {**kept, "PATH": f"{BIN}:{kept['PATH']}"}


def copy_tree() -> list[str]:
    """A copy of all files that are not ignored, as a git repository of its own."""
    shutil.rmtree(TREE, ignore_errors=True)
    files = _listed_files()
    for name in files:
        target = TREE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPO / name, target)
    for command in (["init", "-q"], ["add", "-A"]):
        run("git", *command, cwd=TREE, env=_environ())
    return files


def _listed_files() -> list[str]:
    """Tracked or not, but not ignored; without git, all but hidden folders."""
    if (REPO / ".git").exists():
        command = [
            "git",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]
        names = output(*command, cwd=REPO, env=_environ()).split("\0")
    else:
        names = [str(path.relative_to(REPO)) for path in REPO.rglob("*")]
        names = [
            x for x in names if not x.startswith(".stack") and "node_modules" not in x
        ]
    return sorted({name for name in names if name and (REPO / name).is_file()})


def _take_back(files: list[str]) -> None:
    for name in files:
        fixed = (TREE / name).read_bytes()
        if fixed != (REPO / name).read_bytes():
            (REPO / name).write_bytes(fixed)
            say(f"fixed {name}")


def _passes(name: str, command: list[Path | str]) -> bool:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=TREE,
        env=_environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    say(f"lint: {name}: {'failed' if done.returncode else 'passed'}")
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0
