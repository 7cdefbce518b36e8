"""What is shown within a post, as the platform renders it: the views of the lexicons
app.bsky.embed.images, .gallery, .video, .external, .record and .recordWithMedia."""

from collections.abc import Iterator

from ..payload import Node
from ..types import Attachment
from .text import readable


def media(embed: Node) -> Node:
    return embed.node("media") if "media" in embed else embed


def files(media: Node) -> Iterator[Attachment]:
    """Pictures and the video of a post, by address."""
    for number, image in enumerate([*media.nodes("images"), *media.nodes("items")], 1):
        if url := image.text("fullsize"):
            yield Attachment(
                filename=f"image-{number}.jpg",
                mimetype="image/jpeg",
                url=url,
                alt_text=image.text("alt"),
            )
    if url := media.text("playlist"):
        yield Attachment(
            filename="video.m3u8",
            mimetype="application/vnd.apple.mpegurl",
            url=url,
            alt_text=media.text("alt"),
        )


def cards(embed: Node, record: Node) -> Iterator[str]:
    """A link's card, unless the text has the address anyway."""
    card = media(embed).node("external")
    uri = card.text("uri")
    if uri and uri not in readable(record):
        yield "\n".join(filter(None, (card.text("title"), uri)))


def quoted(embed: Node) -> str:
    """The text of a post that is shown within; a record with media holds one more."""
    shown = embed.node("record")
    shown = shown.node("record") if "record" in shown else shown
    return readable(shown.node("value"))
