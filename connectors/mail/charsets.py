"""Bytes to text when the declared character set is missing, unknown or wrong."""

import codecs

from ..text import clean

# What is declared, and what is meant by it (https://encoding.spec.whatwg.org/#names).
CHARSETS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "big5": "big5hkscs",
    "iso-8859-8-i": "iso-8859-8",
    "utf8mb4": "utf-8",
    "windows-31j": "cp932",
    "x-mac-roman": "mac_roman",
}
NO_CHARSETS = frozenset(
    ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7")
)


def decode_bytes(data: bytes, charset: str = "") -> str:
    """Text of ``data``: as declared, else UTF-8, else Windows-1252."""
    if data.isascii() and b"\x1b" not in data and charset.lower()[:3] != "utf":
        return clean(data.decode("ascii"))
    codec = _codec(charset)
    for name in (codec, "utf-8"):
        if name:
            try:
                return clean(data.decode(name))
            except (UnicodeError, ValueError):
                continue
    return clean(_decode_damaged(data, codec))


def _codec(charset: str) -> str:
    name = charset.strip(" \"'").lower().split("*")[0]
    name = CHARSETS.get(name, name)
    try:
        codec = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    if codec is None or not codec._is_text_encoding or codec.name in NO_CHARSETS:
        return ""
    return "" if codec.name == "ascii" else codec.name


def _decode_damaged(data: bytes, codec: str) -> str:
    """Bytes that fit no charset: keep the one that reads most of them."""
    if codec and codec != "utf-8" and not codec.startswith(("cp125", "iso8859")):
        return data.decode(codec, "replace")
    text = data.decode("utf-8", "replace")
    if any(char > "\x7f" and char != "\ufffd" for char in text):
        return text
    return data.decode("cp1252", "replace")
