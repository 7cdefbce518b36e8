"""Passwords and tokens of channels, encrypted with a key outside the database."""

import logging
import os
import stat
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import config

_logger = logging.getLogger(__name__)

KEY_VARIABLE = "SOCIAL_INBOX_KEY"
KEY_OPTION = "social_inbox_key"
KEY_FILE = "social_inbox.key"


class SocialCredential(models.Model):
    """One secret of one channel; nobody reads it through the client."""

    _name = "social.credential"
    _description = "Social Credential"
    _rec_name = "name"

    channel_id = fields.Many2one(
        "social.channel", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    value = fields.Text(required=True, copy=False, groups=fields.NO_ACCESS)

    _name_uniq = models.UniqueIndex(
        "(channel_id, name)", "A channel has each credential once."
    )

    def _read_secret(self):
        """The secret in clear.

        :raises UserError: it was encrypted with another key
        """
        self.ensure_one()
        try:
            return self._cipher().decrypt(self.sudo().value.encode()).decode()
        except InvalidToken:
            raise UserError(
                self.env._(
                    "The credentials of %s cannot be read: they were encrypted with"
                    " another key. Enter them again.",
                    self.sudo().channel_id.name,
                )
            ) from None

    def _store_secret(self, channel, name, value):
        """Encrypt and keep ``value``; an empty one removes the credential."""
        known = self.search([("channel_id", "=", channel.id), ("name", "=", name)])
        if not value:
            return known.unlink()
        encrypted = self._cipher().encrypt(value.encode()).decode()
        if known:
            return known.write({"value": encrypted})
        return self.create({"channel_id": channel.id, "name": name, "value": encrypted})

    def _cipher(self):
        return Fernet(self._key())

    def _key(self):
        """From the environment, the server's configuration or a file beside the
        filestore, which is made at the first use."""
        given = os.environ.get(KEY_VARIABLE) or config.get(KEY_OPTION)
        if given:
            return given.encode()
        path = Path(config["data_dir"]) / KEY_FILE
        if not path.exists():
            self._make_key_file(path)
        return path.read_bytes().strip()

    def _key_place(self):
        """In words, where the key comes from."""
        if os.environ.get(KEY_VARIABLE):
            return self.env._("a variable of the server's environment")
        if config.get(KEY_OPTION):
            return self.env._("the server's configuration file")
        return self.env._("a file beside the filestore, outside the database")

    def _make_key_file(self, path):
        mode = stat.S_IRUSR | stat.S_IWUSR
        draft = path.with_suffix(f".{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key())
        try:
            os.link(draft, path)  # another process may have been first
        except FileExistsError:
            _logger.info("The key file was made by another process meanwhile.")
        finally:
            draft.unlink()
