"""What connectors say, in the reader's language; one source for each sentence."""

import ast
import re
from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_open
from odoo.tools.translate import (
    CodeTranslations,
    TranslationImporter,
    code_translations,
    translation_file_reader,
)

from ..connectors import errors
from ..connectors.errors import ConnectorError, PermanentError, RetryableError
from ..connectors.mail.failures import (
    ANSWERS,
    CERTIFICATE_ERRORS,
    NOT_TRUSTED,
    Server,
)
from ..connectors.mail.smtp_failures import SMTP_STEPS
from .common import ArrivalCase
from .test_architecture import modules

MODULE = "social_inbox"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
SERVER = Server(protocol="IMAP", host="mail.shop.example", port=993, security="tls")
ERRORS = {
    name
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, ConnectorError)
}
HOST = RetryableError("There is no server by the name %(host)s.", **SERVER.values)
HEADER = '''
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
'''
CODE = '''
#. module: social_inbox
#. odoo-python
#: code:addons/social_inbox/connectors/mail.py:0
msgid "{}"
msgstr "{}"
'''
FIELD = '''
#. module: social_inbox
#: model:{}
msgid "{}"
msgstr "{}"
'''
SENTENCES = {
    HOST.template: "Es gibt keinen Server namens %(host)s.",
    "The server said: %(words)s": "Der Server sagte: %(words)s",
    "%(host)s cannot be reached: %(reason)s": "%(host) ist nicht erreichbar",
    "The mail is empty.": "Die Mail ist leer.",
    "Log in again": "Neu anmelden",
    "Repair": "Reparieren",
    "Incoming mail": "Eingehende Post",
    "Archive": "Ablage",
    "Mail": "Post",
}
NAMES = (
    (
        "ir.model.fields,field_description:"
        "social_inbox.field_social_channel__mail_imap_host",
        "IMAP server",
        "IMAP-Server",
    ),
    (
        "ir.model.fields,help:social_inbox.field_social_channel__mail_imap_host",
        "The name of the server that keeps the mailbox.",
        "Der Server, auf dem das Postfach liegt.",
    ),
    (
        "ir.model.fields.selection,name:"
        "social_inbox.selection__social_channel__mail_imap_security__none",
        "None (not encrypted)",
        "Keine (unverschlüsselt)",
    ),
)


def po_file(entries, form):
    text = HEADER + "".join(form.format(*entry) for entry in entries)
    file = BytesIO(text.encode())
    file.name = "de.po"  # asked for when Odoo looks for a template beside it
    return file


def sites(tree):
    """Calls that make a connector's error: by its class or with its code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
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
    return names - {"code", "detail", "retry_after"}


def assigned(function):
    """Variables of a function that hold one template: {name: text}."""
    found = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for names, value in pairs(node):
                if (text := template_of(value)) is not None:
                    found.setdefault(names.id, []).append((node.lineno, text))
    return found


def pairs(node):
    """(target, value) of an assignment, taken apart when it is of several."""
    target = node.targets[0]
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        return list(zip(target.elts, node.value.elts, strict=True))
    return [(target, node.value)]


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


@tagged("post_install", "-at_install")
class TestSentences(BaseCase):
    """The sentences in the connectors' source."""

    def test_each_site_gives_its_template_what_it_needs(self):
        from_tables = checked = 0
        for path, tree in modules("connectors"):
            for function in functions(tree):
                variables = assigned(function)
                for call in sites(function):
                    where = f"{path}:{call.lineno}"
                    text = said_at(call, variables)
                    if text is None:  # one of a table, see the next test
                        self.assertLessEqual(SERVER.values.keys(), given(call), where)
                        from_tables += 1
                        continue
                    needed = set(PLACEHOLDER.findall(text))
                    self.assertLessEqual(needed, given(call), where)
                    checked += 1
        self.assertGreater(checked, 25)
        self.assertEqual(from_tables, 3)

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
        marked = {
            text
            for _, tree in modules("connectors")
            for node in ast.walk(tree)
            if (text := template_of(node)) is not None
        }
        found = {
            row["src"] for row in exported() if "/connectors/" in str(row["name"])
        }
        self.assertEqual(found, marked)

    def test_what_else_is_in_the_template_of_translations(self):
        known = {(row["type"], row["src"]) for row in exported()}
        for _, source, _ in NAMES:
            self.assertIn(("model", source), known)
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


def exported():
    """The entries of the module's .pot, one for each place of a sentence."""
    with file_open(f"{MODULE}/i18n/{MODULE}.pot", "rb") as file:
        return list(translation_file_reader(file))


@tagged("post_install", "-at_install")
class TestGerman(ArrivalCase):
    """As a German reader sees it, with a few translations of our own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        importer = TranslationImporter(cls.cr, verbose=False)
        importer.load(po_file(NAMES, FIELD), "po", "de_DE", module=MODULE)
        importer.save(overwrite=True)
        read = CodeTranslations._read_code_translations_file
        known = read(po_file(SENTENCES.items(), CODE), lambda row: row["value"])
        cls.enterClassContext(
            patch.dict(
                code_translations.python_translations, {(MODULE, "de_DE"): known}
            )
        )
        cls.german = cls.channel.with_context(lang="de_DE")

    def test_sentence(self):
        text = "Es gibt keinen Server namens mail.shop.example."
        self.assertEqual(self.german._explain(HOST), text)
        self.assertEqual(str(HOST), "There is no server by the name mail.shop.example.")
        english = self.channel.with_context(lang="en_US")
        self.assertEqual(english._explain(HOST), str(HOST))

    def test_what_the_server_said(self):
        error = RetryableError(HOST.template, detail="4.7.0 50% <a@b>", host="x")
        text = "Es gibt keinen Server namens x. (Der Server sagte: 4.7.0 50% <a@b>)"
        self.assertEqual(self.german._explain(error), text)
        self.assertEqual(str(error), "There is no server by the name x.")
        repeated = RetryableError(HOST.template, detail="name x", host="x")
        english = self.channel.with_context(lang="en_US")
        self.assertEqual(english._explain(repeated), str(repeated))

    def test_sentence_without_translation(self):
        error = PermanentError("%(file)s is new.", file="a.txt")
        self.assertEqual(self.german._explain(error), "a.txt is new.")

    def test_malformed_translation(self):
        source = "%(host)s cannot be reached: %(reason)s"
        error = RetryableError(source, host="x", reason="no route")
        self.assertEqual(self.german._explain(error), "x cannot be reached: no route")

    def test_button(self):
        """Through the connector: the name of this host belongs to nobody."""
        self.channel.mail_imap_host = "no-such-host.invalid"
        with self.assertRaises(UserError) as caught:
            self.german.action_test_connection()
        text = "Es gibt keinen Server namens no-such-host.invalid."
        self.assertEqual(caught.exception.args[0], text)

    def test_job_speaks_to_the_responsible(self):
        self.administrator.lang = "de_DE"
        channel = self.channel.with_context(lang=False)
        channel.user_id = self.administrator
        error = PermanentError(HOST.template, detail="<b@x.example> no", host="x")
        channel._failed(error)
        self.assertIn("Es gibt keinen Server namens x.", channel.last_error)
        activity = channel.activity_ids
        self.assertEqual(activity.summary, "Reparieren: Offline Mailbox")
        self.assertIn("&lt;b@x.example&gt; no", activity.note)

    def test_arrival_that_cannot_be_read(self):
        self.administrator.lang = "de_DE"
        self.channel.user_id = self.administrator
        channel = self.channel.with_context(lang=False)
        self.arrive(b"\r\n", channel=channel)
        arrival = self.env["social.inbound"].search([("channel_id", "=", channel.id)])
        self.assertEqual(arrival.error, "Die Mail ist leer.")

    def test_settings(self):
        names = ["mail_imap_host", "mail_imap_security", "platform"]
        found = self.german.fields_get(names)
        self.assertEqual(found["mail_imap_host"]["string"], "IMAP-Server")
        text = "Der Server, auf dem das Postfach liegt."
        self.assertEqual(found["mail_imap_host"]["help"], text)
        choices = dict(found["mail_imap_security"]["selection"])
        self.assertEqual(choices["none"], "Keine (unverschlüsselt)")
        self.assertEqual(dict(found["platform"]["selection"])["mail"], "Post")

    def test_form(self):
        """In turn, since views are cached."""
        for lang, title, folder in (
            ("de_DE", "Eingehende Post", "Ablage"),
            ("en_US", "Incoming mail", "Archive"),
        ):
            channel = self.channel.with_context(lang=lang)
            arch = channel.with_user(self.administrator).get_view(view_type="form")
            self.assertIn(f'string="{title}"', arch["arch"])
            self.assertIn(f'placeholder="{folder}"', arch["arch"])
            self.assertIn('placeholder="imap.example.com"', arch["arch"])
