"""Which domains vouch for a mail, by the word of our own server alone.

Sources: RFC 8601 (Authentication-Results), RFC 6376 (DKIM).
"""

import re
from collections.abc import Iterable, Iterator

AUTHENTICATION = "authentication-results"
# how an administrator says that the server leaves its name out, as Microsoft 365 does
NAMELESS = "none"
RESULT = re.compile(r"(?<![\w./=-])([\w.-]+)(?:/\d+)?=([^\s=]*)")
SIGNED_PART = re.compile(r"(?:^|;)\s*l\s*=\s*\d")
SIGNED_DOMAIN = re.compile(r"(?:^|;)\s*d\s*=\s*([\w.-]+)")


def signed_domains(items: Iterable[tuple[str, str]], server: str) -> frozenset[str]:
    """Domains whose DKIM signature our server found to be valid.

    Only the first header of that server that tells of DKIM counts: whatever else
    stands below it may have been in the mail before. Domains that sign but a part of
    the text are left out, since anybody may add to it.

    :param items: a mail's headers in order, from the top
    :param server: the name by which our server signs its results (authserv-id)
    """
    headers = [(name.lower(), str(value)) for name, value in items]
    results = (value for name, value in headers if name == AUTHENTICATION)
    told = (list(_dkim(value, server.strip().lower())) for value in results)
    found = next(filter(None, told), []) if server.strip() else []
    valid = {domain for result, domain in found if result == "pass" and domain}
    return frozenset(valid - set(_partly_signed(headers)))


def _dkim(value: str, server: str) -> Iterator[tuple[str, str]]:
    """(result, domain) of each DKIM signature; none where another server speaks."""
    name, *results = _plain(value).lower().split(";")
    if "=" in name:
        name, results = NAMELESS, [name, *results]
    if name.split()[:1] != [server]:
        return
    for one in results:
        found = RESULT.findall(one)
        if found and found[0][0] == "dkim":
            yield found[0][1], _domain(found[1:])


def _domain(properties: list[tuple[str, str]]) -> str:
    """What was signed for; "" where that is said twice, or not at all."""
    for wanted in ("header.d", "header.i"):
        values = [value for name, value in properties if name == wanted]
        if values:
            return values[0].rpartition("@")[2] if len(values) == 1 else ""
    return ""


def _plain(value: str) -> str:
    """Without comments and quoted strings, which may hold what a stranger wrote.

    "" where one of them does not end.
    """
    kept, depth, quoted, escaped = [], 0, False, False
    for char in value:
        if escaped or char == "\\":
            escaped = not escaped
        elif char == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif char in "()":
            depth = max(0, depth + (1 if char == "(" else -1))
        elif not depth:
            kept.append(char)
    return "" if quoted or depth else "".join(kept)


def _partly_signed(headers: list[tuple[str, str]]) -> Iterator[str]:
    for name, value in headers:
        if name == "dkim-signature" and SIGNED_PART.search(value):
            yield from SIGNED_DOMAIN.findall(value.lower())


def is_within(domain: str, parents: Iterable[str]) -> bool:
    """Whether a domain is one of these, or below one of them."""
    return any(domain == one or domain.endswith(f".{one}") for one in parents)
