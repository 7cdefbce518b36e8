"""Signing in to an SMTP server.

The standard library's own way encodes passwords as ASCII and would carry one that is
not in the exception; so the three usual mechanisms are written out here.
Sources: RFC 4954 (AUTH), RFC 4616 (PLAIN), Google's "OAuth 2.0 Mechanism" (XOAUTH2).
"""

import smtplib
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from ..errors import ConnectorError, SettingsError, _lt
from .failures import Server, wrong_password
from .smtp_failures import busy

ACCEPTED = (235, 503)  # 503: signed in already
CONTINUE = 334


def sign_in(smtp: smtplib.SMTP, server: Server, values: Mapping[str, Any]) -> None:
    """Sign in; a server that offers no way of it is used without.

    :raises AuthError: refused
    :raises SettingsError: not this way, or not without encryption
    """
    offered = smtp.esmtp_features.get("auth", "").upper().replace("=", " ").split()
    user = values["smtp_username"] or values["username"]
    password = values["smtp_password"] or values["password"]
    if not offered or not user:
        return
    wanted = ("XOAUTH2",) if values["auth"] == "xoauth2" else ("PLAIN", "LOGIN")
    mechanism = next((one for one in wanted if one in offered), "")
    if not mechanism:
        raise SettingsError(
            _lt("%(host)s does not offer this way of signing in, only: %(offered)s"),
            code="auth_method",
            offered=server.said(", ".join(offered)),
            **server.values,
        )
    code, words = _MECHANISMS[mechanism](smtp, user, password)
    if code not in ACCEPTED:
        raise _refused(server, code, words)


def _plain(smtp: smtplib.SMTP, user: str, password: str) -> tuple[int, bytes]:
    return smtp.docmd("AUTH", f"PLAIN {_encoded(f'{chr(0)}{user}{chr(0)}{password}')}")


def _login(smtp: smtplib.SMTP, user: str, password: str) -> tuple[int, bytes]:
    code, words = smtp.docmd("AUTH", f"LOGIN {_encoded(user)}")
    return smtp.docmd(_encoded(password)) if code == CONTINUE else (code, words)


def _xoauth2(smtp: smtplib.SMTP, user: str, token: str) -> tuple[int, bytes]:
    code, words = smtp.docmd(
        "AUTH",
        f"XOAUTH2 {_encoded(f'user={user}{chr(1)}auth=Bearer {token}' + chr(1) * 2)}",
    )
    # The challenge is the server's error, which wants an empty answer.
    return smtp.docmd("") if code == CONTINUE else (code, words)


_MECHANISMS = {"PLAIN": _plain, "LOGIN": _login, "XOAUTH2": _xoauth2}


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")


def _refused(server: Server, code: int, words: bytes) -> ConnectorError:
    detail = server.said(words)
    if 400 <= code < 500:
        return busy(server, detail, code)
    if code in (530, 538):
        return SettingsError(
            _lt("%(host)s allows no sign-in without encryption."),
            code="login_disabled",
            detail=detail,
            **server.values,
        )
    return wrong_password(server, f"{code} {detail}")
