"""Which hosts strangers may name: those with public addresses alone."""

import ipaddress
import socket

from .errors import PermanentError, RetryableError, _lt

TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: IPv4 behind a NAT64


def public_address(host: str, port: int) -> str:
    """An address of a host, if all that it has are public.

    :raises PermanentError: it has private ones
    :raises RetryableError: it has none
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        raise RetryableError(
            _lt("%(host)s is not known."), code="host", host=host
        ) from None
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(map(_is_public, addresses)):
        text = _lt("%(host)s is no public address.")
        raise PermanentError(text, code="private", host=host)
    return addresses[0]


def _is_public(address: str) -> bool:
    """Also what an IPv6 address stands for: translated, tunnelled, mapped."""
    one = ipaddress.ip_address(address)
    if isinstance(one, ipaddress.IPv6Address):
        inner = [one.ipv4_mapped, one.sixtofour, *(one.teredo or ())]
        if one in TRANSLATED:
            inner.append(ipaddress.IPv4Address(one.packed[-4:]))
        if not all(_is_public(str(other)) for other in inner if other):
            return False
    return one.is_global and not one.is_multicast
