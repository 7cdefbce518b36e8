"""HTML of messages, between what came and what is shown."""

import re

from lxml import etree, html
from markupsafe import Markup

from odoo.tools import plaintext2html

LOADING = {"src", "srcset", "poster", "background", "lowsrc", "dynsrc", "data-src"}
LINKS = ("a", "area")
STYLE = ("url", "image", "\\")  # what a declaration that loads something holds
UPLOADED = re.compile(r"/web/image/(\d+)")


def text_to_html(text):
    return Markup(plaintext2html(text or "", with_paragraph=False))


def uploaded_ids(body):
    """Ids of the attachments that a text shows as pictures."""
    return [int(number) for number in UPLOADED.findall(body or "")]


def inner_html(tree):
    """What stands inside an element, as HTML."""
    parts = [html.tostring(child, encoding="unicode") for child in tree]
    return Markup((tree.text or "") and Markup.escape(tree.text)) + Markup("").join(
        map(Markup, parts)
    )


def without_remote_pictures(clean, inline):
    """Nothing is loaded from elsewhere: pictures by Content-ID get their attachment,
    others wait for a click.

    :param clean: sanitised HTML
    :param inline: URLs by Content-ID
    """
    tree = html.fragment_fromstring(clean, create_parent="div")
    for node in tree.iter(etree.Element):
        source = node.get("src", "")
        for name in LOADING.intersection(node.attrib):
            del node.attrib[name]
        if "style" in node.attrib:
            node.set("style", harmless_style(node.get("style")))
        if node.tag == "img":
            set_picture(node, source, inline)
        elif node.tag not in LINKS:
            node.attrib.pop("href", None)
    return Markup(html.tostring(tree, encoding="unicode"))


def harmless_style(style):
    """The declarations that load nothing, by url, image set or an escape of them."""
    declarations = style.split(";")
    return ";".join(
        one for one in declarations if not any(sign in one.lower() for sign in STYLE)
    )


def set_picture(image, source, inline):
    if source.startswith("cid:"):
        image.set("src", inline.get(source[4:], ""))
    elif source.startswith("data:image/"):
        image.set("src", source)
    elif source:
        image.set("data-src", source)
        image.set("alt", image.get("alt") or "")
