"""Files that are had with the account's own right, and pictures of authors."""

import base64
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import ImageProcess

from ..connectors import Downloads
from ..connectors.errors import ConnectorError, RetryableError
from ..connectors.public_http import fetch_public
from ..connectors.types import Attachment
from .social_twist_ingest import FILES

_logger = logging.getLogger(__name__)

AT_ONCE = 50  # files or pictures in one run
PICTURE_BYTES = 2 * 2**20
PICTURE_SIZE = (128, 128)


class SocialMessage(models.Model):
    _inherit = "social.message"

    pending_files = fields.Json(readonly=True)

    _pending_idx = models.Index("(channel_id, id) WHERE pending_files IS NOT NULL")

    def _download_files(self, connector):
        """Fetch what the message came with; each file is tried once, or again later.

        :raises RetryableError: the platform cannot be reached now
        """
        left, values = [], []
        for file in self.pending_files or ():
            try:
                found = connector.download(Attachment(**file))
            except RetryableError:
                raise
            except ConnectorError as error:
                _logger.warning("Message %s: a file is missing: %s", self.id, error)
                left.append(file["filename"])
                continue
            values.append(
                {
                    "name": found.filename or file["filename"],
                    "mimetype": found.mimetype or file["mimetype"],
                    "raw": found.content,
                    "description": file.get("alt_text") or False,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        self.env["ir.attachment"].with_context(**FILES).create(values)
        self.pending_files = False
        if left:
            text = self.env._("Files that could not be fetched: %s", ", ".join(left))
            self.twist_id._message_log(body=text)


class SocialChannel(models.Model):
    _inherit = "social.channel"

    def _download(self, connector):
        """Fetch the files of messages that came without; commits each message."""
        if not isinstance(connector, Downloads):
            return
        waiting = [("channel_id", "=", self.id), ("pending_files", "!=", False)]
        messages = self.env["social.message"].sudo()
        for message in messages.search(waiting, order="id", limit=AT_ONCE):
            self._retried(self._download_one, message, connector)

    def _download_one(self, message, connector):
        message._download_files(connector)
        self._commit()


class SocialProfile(models.Model):
    _inherit = "social.profile"

    avatar = fields.Binary(attachment=True, readonly=True)
    has_avatar = fields.Boolean(readonly=True, copy=False)
    avatar_date = fields.Datetime(readonly=True, copy=False)

    _avatar_idx = models.Index(
        "(last_message_date DESC) WHERE avatar_url IS NOT NULL AND avatar_date IS NULL"
    )

    @api.model
    def _cron_fetch_avatars(self):
        """Pictures of authors who wrote lately: fetched safely, small, kept."""
        wanted = [("avatar_url", "!=", False), ("avatar_date", "=", False)]
        profiles = self.sudo()
        found = profiles.search(wanted, order="last_message_date desc", limit=AT_ONCE)
        self.env["ir.cron"]._commit_progress(remaining=len(found))
        for profile in found:
            picture = profile._fetch_avatar()
            profile.write(
                {
                    "avatar": picture,
                    "has_avatar": bool(picture),
                    "avatar_date": fields.Datetime.now(),
                }
            )
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _picture(self):
        """Where the author's own picture is; "" without one."""
        return f"/web/image/social.profile/{self.id}/avatar" if self.has_avatar else ""

    def _fetch_avatar(self):
        """The picture at the author's address, small, as base64; False if none."""
        try:
            raw = fetch_public(
                self.avatar_url, most_bytes=PICTURE_BYTES, types=("image/",)
            )
        except ConnectorError as error:
            _logger.info("No picture of profile %s: %s", self.id, error)
            return False
        return as_small_picture(raw)


def as_small_picture(raw):
    """A stranger's picture drawn anew, as PNG in base64; False if it is none that
    Odoo draws: neither SVG, which can be active, nor WebP."""
    try:
        process = ImageProcess(raw, verify_resolution=True)
    except (UserError, ValueError):
        return False
    if not process.image:
        return False
    process.resize(*PICTURE_SIZE)
    return base64.b64encode(process.image_quality(output_format="PNG"))
