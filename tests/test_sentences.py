"""The sentences of connectors: one source each, complete and ready to translate."""

import ast
import re

from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_open
from odoo.tools.translate import translation_file_reader

from ..connectors import errors
from ..connectors.errors import ConnectorError, PermanentError, RetryableError
from ..connectors.mail.failures import (
    ANSWERS,
    CERTIFICATE_ERRORS,
    NOT_TRUSTED,
    Server,
)
from ..connectors.mail.smtp_failures import SMTP_STEPS
from .test_architecture import modules

MODULE = "social_inbox"
BY_HTTP = {"permanent", "_failure"}  # methods of Http, which know the platform
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
SERVER = Server(protocol="IMAP", host="mail.shop.example", port=993, security="tls")
ERRORS = {
    name
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, ConnectorError)
}
HOST = RetryableError("There is no server by the name %(host)s.", **SERVER.values)


def sites(tree):
    """Calls that make an error of a sentence: by its class or with a code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            codes = any(keyword.arg == "code" for keyword in node.keywords)
            if getattr(node.func, "id", "") in ERRORS or codes:
                yield node


def template_of(node):
    """The text in ``_lt("…")``, else None."""
    is_marked = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_lt"
    return ast.literal_eval(node.args[0]) if is_marked else None


def given(call):
    """Names of the values at a call; ``**server.values`` are a server's."""
    names = set()
    for keyword in call.keywords:
        if keyword.arg:
            names.add(keyword.arg)
        elif ast.unparse(keyword.value).endswith("server.values"):
            names |= SERVER.values.keys()
        else:  # what all failures of a platform have
            names.add("platform")
    if getattr(call.func, "attr", "") in BY_HTTP:
        names.add("platform")
    return names - {"code", "detail", "retry_after"}


def assigned(function):
    """What a function puts into its variables: {name: [(line, template or None)]}."""
    found = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target, value in pairs(node):
                name = getattr(target, "id", "")
                found.setdefault(name, []).append((node.lineno, template_of(value)))
    return found


def pairs(node):
    """(target, value) of an assignment, taken apart when it is of several."""
    target, value = node.targets[0], node.value
    if not isinstance(target, ast.Tuple):
        return [(target, value)]
    values = getattr(value, "elts", [value] * len(target.elts))
    return list(zip(target.elts, values, strict=True))


def said_at(call, variables):
    """The template at a call: written there, or the last one put into its variable."""
    first = call.args[0]
    if (text := template_of(first)) is not None:
        return text
    earlier = [
        found
        for found in variables.get(getattr(first, "id", ""), ())
        if found[0] < call.lineno
    ]
    return max(earlier)[1] if earlier else None


def functions(tree):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def marked():
    """All sentences that are marked in the connectors."""
    return {
        text
        for _, tree in modules("connectors")
        for node in ast.walk(tree)
        if (text := template_of(node)) is not None
    }


def exported():
    """The entries of the module's .pot, one for each place of a sentence."""
    with file_open(f"{MODULE}/i18n/{MODULE}.pot", "rb") as file:
        return list(translation_file_reader(file))


@tagged("post_install", "-at_install")
class TestSentences(BaseCase):
    """The sentences in the connectors' source."""

    def test_each_site_gives_its_template_what_it_needs(self):
        checked = set()
        for path, tree in modules("connectors"):
            for function in functions(tree):
                variables = assigned(function)
                for call in sites(function):
                    text = said_at(call, variables)
                    if text is None:  # one of a table, see the next test
                        continue
                    needed = set(PLACEHOLDER.findall(text))
                    where = f"{path}:{call.lineno}"
                    self.assertLessEqual(needed, given(call), where)
                    checked.add(text)
        self.assertGreater(len(checked), 60)
        known = SERVER.values.keys() | {"platform", "feed"}  # what tables are filled by
        for text in marked() - checked:
            with self.subTest(text):
                self.assertLessEqual(set(PLACEHOLDER.findall(text)), known)

    def test_tables_need_only_what_a_server_gives(self):
        tables = (*CERTIFICATE_ERRORS.values(), NOT_TRUSTED, *SMTP_STEPS.values())
        texts = [one.text for one in (*ANSWERS, *tables)]
        self.assertGreater(len(texts), 10)
        for text in texts:
            with self.subTest(text):
                needed = set(PLACEHOLDER.findall(text))
                self.assertLessEqual(needed, SERVER.values.keys())
                error = PermanentError(text, **SERVER.values)
                self.assertNotIn("%", str(error))

    def test_each_sentence_is_in_the_template_of_translations(self):
        """And nothing else of a connector is."""
        found = {row["src"] for row in exported() if "/connectors/" in str(row["name"])}
        self.assertEqual(found, marked())

    def test_what_else_is_in_the_template_of_translations(self):
        known = {(row["type"], row["src"]) for row in exported()}
        self.assertIn(("model", "IMAP server"), known)
        text = "The name of the server that keeps the mailbox."
        self.assertIn(("model", text), known)
        self.assertIn(("model", "None (not encrypted)"), known)
        self.assertIn(("model", "Understand"), known)
        self.assertIn(("code", "This twist has no message."), known)
        self.assertIn(("code", "Show or hide the quoted text"), known)

    def test_english(self):
        self.assertEqual(str(HOST), "There is no server by the name mail.shop.example.")
        self.assertEqual(HOST.values, SERVER.values)
        self.assertIn("%(host)s", HOST.template)

    def test_nothing_raises(self):
        """A missing value, and what is no template at all."""
        self.assertEqual(str(RetryableError("No %(host)s.")), "No %(host)s.")
        self.assertEqual(str(RetryableError("100 % full", host="x")), "100 % full")
        self.assertEqual(HOST.sentence("%(host)"), str(HOST))
