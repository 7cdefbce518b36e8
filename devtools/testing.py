"""Running pytest on a fresh copy of the test database."""

import subprocess

from . import api_descriptions, database, linters, odoo_server, snac
from .layout import ADDONS, MODULE, PYTHON, REPO, TEST_CONF


def inside_addon(argument: str) -> str:
    """tests/test_x.py::Case as pytest must see it: in a folder of the module's name."""
    path = argument.split("::")[0]
    is_path = not argument.startswith("-") and (REPO / path).exists()
    return f"{MODULE}/{argument}" if is_path else argument


def run_pytest(*arguments: str) -> int:
    """Run tests (all without arguments), with pytest's own output; its exit status."""
    database.copy(database.TEMPLATE, database.TEST)
    known = [inside_addon(argument) for argument in arguments]
    if not any(argument.startswith(f"{MODULE}/") for argument in known):
        known.append(f"{MODULE}/tests")
    # Both folders given: else pytest takes the repository for a package named
    # after its folder, and Odoo's modules are not found.
    places = ["--rootdir=.", "--confcutdir=.", "-c", f"{MODULE}/pyproject.toml"]
    odoo = [f"--odoo-config={TEST_CONF}", f"--odoo-database={database.TEST}"]
    odoo += ["--odoo-http", "--odoo-log-level=warn"]
    command = [PYTHON, "-m", "pytest", *places, *odoo, *known]
    linters.ensure_tools()
    environ = {
        **odoo_server.environ(TEST_CONF),
        "SOCIAL_INBOX_AXE": str(linters.AXE),
        "SOCIAL_INBOX_GOOGLE": str(api_descriptions.google()),
    }
    with snac.running() as servers:
        environ |= servers
        tests = subprocess.run(list(map(str, command)), cwd=ADDONS, env=environ)
    return tests.returncode
