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

    def _take_pictures(self, body):
        """Give the pictures of an agent's text to this message, by Content-ID.

        :param body: HTML as the editor leaves it
        :returns: the HTML with ``cid:`` addresses
        """

        def address(copy):
            copy.description = f"{copy.id}@social-inbox"
            return f"cid:{copy.description}"

        return with_own_pictures(self, body, address)

    def _body_to_edit(self):
        """The text as the editor takes it, pictures by address."""
        body = self.source_html or ""
        for content_id, url in self._inline_pictures().items():
            body = body.replace(f"cid:{content_id}", url)
        return body


def with_own_pictures(record, body, address):
    """An agent's text whose pictures are a record's own, whatever becomes of the
    dialog it was written in.

    :param record: whose attachments they become
    :param body: HTML as the editor leaves it
    :param address: ``src`` for a picture, from its new ``ir.attachment``
    """
    if "<img" not in (body or ""):
        return body
    tree = html.fragment_fromstring(body, create_parent="div")
    for image in tree.iter("img"):
        if copy := copy_picture(record, image.get("src") or ""):
            image.set("src", address(copy))
    return inner_html(tree)


def copy_picture(record, source):
    """A record's copy of an uploaded or embedded picture; None for other addresses.

    :raises AccessError: whoever wrote the text may not read the picture
    """
    place = {"res_model": record._name, "res_id": record.id}
    attachments = record.env["ir.attachment"].sudo()
    if uploaded := UPLOADED.match(source):
        found = attachments.browse(int(uploaded[1])).exists()
        found.sudo(False).check_access("read")  # the writer's right, not ours
        return found.copy(place)
    if embedded := EMBEDDED.match(source):
        try:
            raw = base64.b64decode(embedded[2], validate=True)
        except binascii.Error:
            return None
        name = f"picture.{embedded[1]}"
        return attachments.create({"name": name, "raw": raw, **place})
    return None
