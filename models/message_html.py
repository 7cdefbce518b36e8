"""HTML of messages, between what came and what is shown."""

import re

from lxml import etree, html
from markupsafe import Markup

from odoo.tools import plaintext2html

LOADING = {"src", "srcset", "poster", "background", "lowsrc", "dynsrc"}
TAKING_PART = {"id", "name", "accesskey", "tabindex"}  # in the page around
LINKS = ("a", "area")
SAFE_LINK = re.compile(r"(https?://|mailto:|tel:)", re.I)  # else it acts in Odoo
SAFE_PICTURE = re.compile(r"https?://", re.I)
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
    others wait for a click. Nothing takes part in the page around: links open beside
    it, attributes by which it finds its own elements are gone.

    :param clean: sanitised HTML
    :param inline: URLs by Content-ID
    """
    tree = html.fragment_fromstring(clean, create_parent="div")
    for node in tree.iter(etree.Element):
        source = node.get("src", "").strip()
        drop_attributes(node)
        if "style" in node.attrib:
            node.set("style", harmless_style(node.get("style")))
        if node.tag == "img":
            set_picture(node, source, inline)
        if "href" in node.attrib:
            set_link(node)
    return Markup(html.tostring(tree, encoding="unicode"))


def drop_attributes(node):
    for name in node.attrib:
        if name in LOADING | TAKING_PART or name.startswith("data-"):
            del node.attrib[name]


def set_link(node):
    """A link to elsewhere, in a window of its own; a relative one would mean Odoo."""
    href = node.attrib.pop("href").strip()
    if node.tag in LINKS and SAFE_LINK.match(href):
        node.set("href", href)
        node.set("target", "_blank")
        node.set("rel", "noopener noreferrer")


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
    elif SAFE_PICTURE.match(source):
        image.set("data-src", source)
        image.set("alt", image.get("alt") or "")
