"""Signing in to an IMAP server.

Sources: RFC 9051 6.2.3 (LOGIN), RFC 4616 (PLAIN), Google's "OAuth 2.0 Mechanism"
(XOAUTH2).
"""

from collections.abc import Mapping
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import LoginError


def sign_in(client: IMAPClient, values: Mapping[str, Any]) -> None:
    """Sign in by token, LOGIN or, for letters that it does not know, PLAIN.

    :raises LoginError: refused; it has the server's words
    """
    user, password = values["username"], values["password"]
    if values["auth"] == "xoauth2":
        # The second challenge is the server's error, which wants an empty answer.
        answers = iter([f"user={user}\1auth=Bearer {password}\1\1"])
        client.sasl_login("XOAUTH2", lambda _challenge: next(answers, ""))
    elif client.has_capability("LOGINDISABLED"):
        raise LoginError("[PRIVACYREQUIRED] LOGINDISABLED")
    elif (user + password).isascii():
        client.login(user, password)
    else:
        client.plain_login(user, password)
