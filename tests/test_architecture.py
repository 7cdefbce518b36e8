"""The plan of the house, checked: who may import whom."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).parent.parent
NETWORK = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "imapclient",
    "imaplib",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
}
# What each folder may import of the module itself: itself and what lies below it.
LAYERS = {
    "connectors": {"connectors"},
    "models": {"connectors", "models"},
    "report": {"models", "report"},
    "wizards": {"connectors", "models", "wizards"},
    "controllers": {"connectors", "controllers", "models"},
}
ADDON = re.compile(r"odoo\.addons\.social_inbox\.(\w+)")


def modules(folder: str) -> Iterator[tuple[str, ast.Module]]:
    """(path, parsed source) of each Python file of a folder."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def imports(tree: ast.AST, path: str) -> Iterator[str]:
    """Dotted names of all that a file imports, relative ones made absolute."""
    package = ["odoo", "addons", "social_inbox", *Path(path).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            prefix = ".".join([*base, *filter(None, [node.module])])
            yield prefix
            yield from (f"{prefix}.{alias.name}" for alias in node.names)


def is_of(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@tagged("post_install", "-at_install")
class TestArchitecture(BaseCase):
    def test_connectors_know_no_odoo(self):
        found = list(modules("connectors"))
        self.assertGreater(len(found), 10)
        for path, tree in found:
            for name in imports(tree, path):
                if is_of(name, "odoo"):
                    self.assertRegex(name, ADDON, path)

    def test_only_connectors_speak_to_platforms(self):
        for folder in LAYERS.keys() - {"connectors"}:
            for path, tree in modules(folder):
                for name in imports(tree, path):
                    guilty = [one for one in NETWORK if is_of(name, one)]
                    self.assertFalse(guilty, f"{path} imports {name}")

    def test_imports_run_one_way(self):
        for folder, allowed in LAYERS.items():
            for path, tree in modules(folder):
                for name in imports(tree, path):
                    if match := ADDON.match(name):
                        known = match[1] in allowed or match[1] not in LAYERS
                        self.assertTrue(known, f"{path} imports {name}")

    def test_platforms_are_named_only_in_connectors(self):
        """A model asks what a connector can do, never which one it is."""
        for folder in ("models", "controllers", "wizards"):
            for path, tree in modules(folder):
                for node in ast.walk(tree):
                    if isinstance(node, ast.Compare):
                        self.assertFalse(names_platform(node), f"{path}:{node.lineno}")


def names_platform(node: ast.Compare) -> bool:
    """Whether something called platform is compared with a written word."""
    sides = [node.left, *node.comparators]
    called = {getattr(side, "attr", getattr(side, "id", "")) for side in sides}
    listed = [one for side in sides for one in getattr(side, "elts", [side])]
    written = any(isinstance(getattr(one, "value", None), str) for one in listed)
    return "platform" in called and written
