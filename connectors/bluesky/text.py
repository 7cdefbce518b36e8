"""Text with facets: what a stretch of it, counted in UTF-8 bytes, stands for.

https://docs.bsky.app/docs/advanced-guides/post-richtext (2026-07)
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from ..payload import Node
from ..text import WEB_ADDRESS

KIND = "app.bsky.richtext.facet"
LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
MENTION = re.compile(rf"(?<![\w@/.])@({LABEL}(?:\.{LABEL})+)")
# A tag may begin with digits, but is no number; 64 characters at most.
TAG = re.compile(r"(?<!\S)#(\w*[^\W\d_]\w*)")
TAG_LENGTH = 64


def facets(text: str, resolve: Callable[[str], str]) -> list[dict[str, Any]]:
    """The facets of a text of ours: links, tags, and people whom ``resolve`` knows.

    :param resolve: the permanent id of a handle, or ""
    """
    found = sorted(_features(text, resolve), key=lambda one: one[0])
    result, end = [], 0
    for start, stop, feature in found:
        if start >= end:
            result.append({"index": _bytes(text, start, stop), "features": [feature]})
            end = stop
    return result


def _features(
    text: str, resolve: Callable[[str], str]
) -> Iterator[tuple[int, int, dict[str, str]]]:
    for match in WEB_ADDRESS.finditer(text):
        yield *match.span(), {"$type": f"{KIND}#link", "uri": match[0]}
    for match in MENTION.finditer(text):
        if did := resolve(match[1].lower()):
            yield *match.span(), {"$type": f"{KIND}#mention", "did": did}
    for match in TAG.finditer(text):
        if len(match[1]) <= TAG_LENGTH:
            yield *match.span(), {"$type": f"{KIND}#tag", "tag": match[1]}


def _bytes(text: str, start: int, stop: int) -> dict[str, int]:
    begin = len(text[:start].encode())
    return {"byteStart": begin, "byteEnd": begin + len(text[start:stop].encode())}


def readable(record: Node) -> str:
    """The text of a record, with each link's address: it may be shown cut, or be
    hidden behind other words."""
    data = record.text("text").encode()
    links = sorted(_links(record), key=lambda one: one[0], reverse=True)
    for start, stop, uri in links:
        if 0 <= start < stop <= len(data):
            shown = data[start:stop].decode(errors="replace")
            data = data[:start] + _with_address(shown, uri).encode() + data[stop:]
    return data.decode(errors="replace")


def _links(record: Node) -> Iterator[tuple[int, int, str]]:
    for facet in record.nodes("facets"):
        index = facet.node("index")
        for feature in facet.nodes("features"):
            if uri := feature.text("uri"):
                yield index.number("byteStart", -1), index.number("byteEnd", -1), uri


def _with_address(shown: str, uri: str) -> str:
    bare = uri.partition("://")[2] or uri
    if shown.rstrip("/") in (uri.rstrip("/"), bare.rstrip("/")):
        return shown
    cut = shown.rstrip(".…")
    if cut and (bare.startswith(cut) or uri.startswith(cut)):
        return uri
    return f"{shown} ({uri})"
