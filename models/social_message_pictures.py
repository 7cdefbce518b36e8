"""Pictures inside messages: by Content-ID in mails, by address in the web client."""

import base64
import binascii
import re

from lxml import html

from odoo import models

from .message_html import UPLOADED, inner_html

EMBEDDED = re.compile(r"data:image/(png|jpeg|gif|webp);base64,(.*)", re.S)


class SocialMessage(models.Model):
    _inherit = "social.message"

    def _inline_pictures(self):
        """URLs of this message's inline pictures by their Content-ID."""
        return {
            attachment.description: f"/web/image/{attachment.id}"
            for attachment in self.sudo().attachment_ids
            if attachment.description
        }

    def _files_beside(self):
        """The attachments that the text does not show already."""
        body = self.body or ""
        return self.attachment_ids.filtered(
            lambda one: not one.description or f"/web/image/{one.id}" not in body
        )

    def _take_pictures(self, body):
        """Give the pictures of an agent's text to this message, by Content-ID.

        :param body: HTML as the editor leaves it
        :returns: the HTML with ``cid:`` addresses
        """
        if "<img" not in (body or ""):
            return body
        tree = html.fragment_fromstring(body, create_parent="div")
        for image in tree.iter("img"):
            copy = self._picture_of(image.get("src") or "")
            if copy:
                copy.description = f"{copy.id}@social-inbox"
                image.set("src", f"cid:{copy.description}")
        return inner_html(tree)

    def _body_to_edit(self):
        """The text as the editor takes it, pictures by address."""
        body = self.source_html or ""
        for content_id, url in self._inline_pictures().items():
            body = body.replace(f"cid:{content_id}", url)
        return body

    def _picture_of(self, source):
        """A copy of an uploaded or embedded picture; None for any other address."""
        place = {"res_model": self._name, "res_id": self.id}
        attachments = self.env["ir.attachment"]
        if uploaded := UPLOADED.match(source):
            found = attachments.browse(int(uploaded[1])).exists()
            found.sudo(False).check_access("read")  # the agent's right, not ours
            return found.copy(place)
        if embedded := EMBEDDED.match(source):
            try:
                raw = base64.b64decode(embedded[2], validate=True)
            except binascii.Error:
                return None
            name = f"picture.{embedded[1]}"
            return attachments.create({"name": name, "raw": raw, **place})
        return None
