"""The guide for a new platform is followed to the letter, and ends green."""

import importlib.util
import re
import sys
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from .. import connectors
from . import connector_case

GUIDE = Path(__file__).parent.parent / "docs" / "adding-a-platform.md"
FILE = re.compile(r"^\*\*`([\w/.]+)`\*\*\n\n```\w+\n(.*?)^```$", re.M | re.S)
PACKAGE = __package__.rpartition(".")[0]


def plain_case():
    """The contract's case, within a test that has Odoo's surroundings already."""
    bases = (connector_case.ConnectorContract, unittest.TestCase)
    return type("PlainCase", bases, {"test_tags": set()})


@tagged("post_install", "-at_install")
class TestGuide(connector_case.LoopbackCalls, BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name, text in FILE.findall(GUIDE.read_text("utf-8")):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def module(self, name):
        """A file of the guide, as if it lay in the module."""
        dotted = f"{PACKAGE}.{name.replace('/', '.')}"
        spec = importlib.util.spec_from_file_location(
            dotted, self.folder / f"{name}.py"
        )
        module = importlib.util.module_from_spec(spec)
        self.addCleanup(sys.modules.pop, dotted, None)
        sys.modules[dotted] = module
        spec.loader.exec_module(module)
        return module

    def test_green(self):
        connector = self.module("connectors/guestbook").GuestbookConnector
        with patch.object(connector_case, "ConnectorCase", plain_case()):
            case = self.module("tests/test_connector_guestbook").TestGuestbook
        payloads = self.folder / "tests" / "payloads"
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
        result = unittest.TestResult()
        with (
            patch.dict(connectors.CONNECTORS, {connector.code: connector}),
            patch.object(connector_case, "PAYLOADS", payloads),
        ):
            suite.run(result)
        problems = [text for _case, text in (*result.errors, *result.failures)]
        self.assertFalse(problems, "\n".join(problems))
        self.assertGreater(result.testsRun, 15)

    def test_its_length(self):
        lines = (self.folder / "connectors/guestbook.py").read_text().splitlines()
        self.assertLessEqual(max(map(len, lines)), 88)
        self.assertLess(len(lines), 120)
