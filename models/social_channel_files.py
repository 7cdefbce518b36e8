"""Files that are had with the account's own right, and pictures of authors."""

import base64
import logging

from odoo import api, fields, models
from odoo.tools.image import ImageProcess, image_apply_opt

from ..connectors import Downloads
from ..connectors.errors import (
    AuthError,
    ConnectorError,
    RateLimitedError,
    RetryableError,
)
from ..connectors.public_http import fetch_public
from ..connectors.retry import MAX_TRIES, next_delay
from ..connectors.types import Attachment
from .social_twist_ingest_messages import FILES

_logger = logging.getLogger(__name__)

AT_ONCE = 50  # files or pictures in one run
PICTURE_BYTES = 2 * 2**20
PICTURE_SIZE = (128, 128)


class SocialMessage(models.Model):
    _inherit = "social.message"

    pending_files = fields.Json(readonly=True)
    file_tries = fields.Integer(readonly=True)
    files_after = fields.Datetime(
        readonly=True, help="Before, its files are not asked for again."
    )

    _pending_idx = models.Index("(channel_id, id) WHERE pending_files IS NOT NULL")

    def _download_files(self, connector):
        """Fetch what the message came with; what cannot be had is said in the twist.

        :raises RetryableError, AuthError: not now
        """
        left, values = [], []
        for file in self.pending_files or ():
            found = self._download_file(connector, file)
            if not found:
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
        self._without_files(left)

    def _download_file(self, connector, file):
        try:
            return connector.download(Attachment(**file))
        except (RetryableError, AuthError):
            raise
        except ConnectorError as error:
            _logger.warning("Message %s: a file is missing: %s", self.id, error)
        except Exception:
            _logger.exception("Message %s: a file is missing", self.id)
        return None

    def _without_files(self, names):
        """No more files are to come; those of these names never do."""
        self.pending_files = False
        if names:
            env = self.channel_id._for_reader().env
            text = env._("Files that could not be fetched: %s", ", ".join(names))
            self.twist_id._message_log(body=text)

    def _download_later(self, error):
        """Try again, as answers are; after the last try it is said in the twist."""
        _logger.info("Message %s: its files are not had now: %s", self.id, error)
        tries = self.file_tries + 1
        if tries >= MAX_TRIES:
            return self._without_files([one["filename"] for one in self.pending_files])
        limit = error if isinstance(error, RetryableError) else None
        now = fields.Datetime.now()
        after = fields.Datetime.add(now, seconds=next_delay(tries, limit))
        return self.write({"file_tries": tries, "files_after": after})


class SocialChannel(models.Model):
    _inherit = "social.channel"

    def _download(self, connector):
        """Fetch the files of messages that came without; commits each message.

        What cannot be had now waits by itself: neither the channel nor other messages
        wait for it.
        """
        if not isinstance(connector, Downloads):
            return
        for message in self._without_their_files():
            try:
                self._retried(self._download_one, message, connector)
            except RateLimitedError:
                raise
            except (RetryableError, AuthError) as error:
                self._renew_after(error)
                self._retried(self._download_later, message, error)
                break  # the platform itself may be the reason

    def _without_their_files(self):
        due = [
            ("channel_id", "=", self.id),
            ("pending_files", "!=", False),
            "|",
            ("files_after", "=", False),
            ("files_after", "<=", fields.Datetime.now()),
        ]
        messages = self.env["social.message"].sudo()
        return messages.search(due, order="id", limit=AT_ONCE)

    def _download_one(self, message, connector):
        message._download_files(connector)
        self._commit()

    def _download_later(self, message, error):
        message._download_later(error)
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
            if not self.env["social.channel"]._retried(profile._keep_avatar, picture):
                break

    def _keep_avatar(self, picture):
        """Arrivals of the same author may come at the same time; the seconds left."""
        self.write(
            {
                "avatar": picture,
                "has_avatar": bool(picture),
                "avatar_date": fields.Datetime.now(),
            }
        )
        return self.env["ir.cron"]._commit_progress(1)

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
        if not process.image:
            return False
        drawn = process.resize(*PICTURE_SIZE).image.convert("RGBA")
        # not image_quality(): it gives back small pictures as they came
        png = image_apply_opt(drawn, "PNG", optimize=True, icc_profile=None)
        return base64.b64encode(png)
    except Exception as error:  # decoders raise whatever they meet in broken files
        _logger.info("A picture cannot be drawn: %s: %s", type(error).__name__, error)
        return False
