"""What connectors say and what their settings are called, in the reader's language."""

from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.translate import (
    CodeTranslations,
    TranslationImporter,
    code_translations,
)

from ..connectors.errors import PermanentError, RetryableError
from .common import ArrivalCase
from .test_sentences import HOST, MODULE

HEADER = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"""
CODE = """
#. module: social_inbox
#. odoo-python
#: code:addons/social_inbox/connectors/mail.py:0
msgid "{}"
msgstr "{}"
"""
FIELD = """
#. module: social_inbox
#: model:{}
msgid "{}"
msgstr "{}"
"""
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
    file.name = "test"  # Odoo looks for a template beside files called .po
    return file


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
