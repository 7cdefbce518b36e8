"""Encryption towards mail servers: certificates are always verified."""

import ssl

from ..errors import SettingsError, _lt
from .failures import Server

TIMEOUT = 30.0  # seconds, for connecting and for each answer


def tls_context(ca_certificate: str, server: Server) -> ssl.SSLContext:
    """Verifies always; a private authority is trusted in addition."""
    context = ssl.create_default_context()
    if ca_certificate.strip():
        try:
            context.load_verify_locations(cadata=ca_certificate)
        except (ssl.SSLError, ValueError):
            raise SettingsError(
                _lt("The own certificate authority is no certificate in PEM format."),
                code="ca",
                **server.values,
            ) from None
    return context
