"""The business account of a phone number: whose it is, its webhook, its templates.

https://developers.facebook.com/documentation/business-messaging/whatsapp (v26.0,
2026-11): phone numbers, templates, webhooks/override
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..base import Templates
from ..errors import PayloadError, RetryableError, SettingsError, _lt
from ..graph_login import GraphLogin
from ..payload import Node
from ..types import Account, Profile, Template
from .write import template_of

PAGES, ACCOUNTS = 20, 20
NUMBER_FIELDS = "id,display_phone_number,verified_name"
TEMPLATE_FIELDS = "name,language,status,category,parameter_format,components"


class BusinessAccount(GraphLogin, Templates):
    """What is done with the account's token, apart from messages."""

    scopes = ("whatsapp_business_management", "whatsapp_business_messaging")

    @property
    def number_id(self) -> str:
        return str(self.values["phone_number_id"]).strip()

    @property
    def account_id(self) -> str:
        return str(self.values["waba_id"]).strip()

    def verify(self) -> Profile:
        """The number, which must be one of the account's."""
        if not self.account_id:
            text = _lt("Enter the ID of the WhatsApp Business Account.")
            raise SettingsError(text, code="waba_id")
        with self._readable():
            for number in self._numbers(self.account_id):
                if number.text("id") == self.number_id:
                    return Profile(
                        external_id=self.number_id,
                        handle=number.text("display_phone_number"),
                        name=number.text("verified_name"),
                    )
        text = _lt("The account has no phone number with this ID.")
        raise SettingsError(text, code="phone_number_id")

    def accounts(self) -> tuple[Account, ...]:
        """The numbers of the account, or of all that the token is for."""
        with self._readable():
            ids = [self.account_id] if self.account_id else self._account_ids()
            return tuple(
                account_of(number, account_id)
                for account_id in ids
                for number in self._numbers(account_id)
            )

    def templates(self) -> tuple[Template, ...]:
        """Those whose text alone has variables: no files, no addresses of buttons."""
        path = f"{self.account_id}/message_templates"
        with self._readable():
            found = self._all(path, fields=TEMPLATE_FIELDS, status="APPROVED")
            approved = (one for one in found if one.text("status") == "APPROVED")
            return tuple(filter(None, map(template_of, approved)))

    def subscribe(self, url: str) -> None:
        """Have the account tell the app, and call this address for the number; it is
        asked at once whether it answers."""
        self.act("POST", f"{self.account_id}/subscribed_apps", repeatable=True)
        key = url.rstrip("/").rpartition("/")[2]
        self._call_at({"override_callback_uri": url, "verify_token": key})

    def unsubscribe(self, url: str) -> None:
        """The account may have other numbers: it goes on telling the app."""
        self._call_at({"override_callback_uri": ""})

    def _call_at(self, configuration: dict[str, str]) -> None:
        body = {"webhook_configuration": configuration}
        self.act("POST", self.number_id, repeatable=True, json=body)

    def _account_ids(self) -> list[str]:
        app = f"{self.values['client_id']}|{self.values['client_secret']}"
        found = self.http.query_json(
            self.url("debug_token"),
            params={"input_token": self.values["access_token"]},
            headers=self.authorized(app),
        )
        data = Node(found if isinstance(found, dict) else {}).node("data")
        for granted in data.nodes("granular_scopes"):
            if granted.text("scope") == self.scopes[0]:
                return list(granted.texts("target_ids"))[:ACCOUNTS]
        return []

    def _numbers(self, account_id: str) -> Iterator[Node]:
        return self._all(f"{account_id}/phone_numbers", fields=NUMBER_FIELDS)

    def _all(self, path: str, **params: Any) -> Iterator[Node]:
        """The objects on an edge, over its pages."""
        after = ""
        for _ in range(PAGES):
            more = {"after": after} if after else {}
            page = Node(self.ask(path, limit=100, **params, **more))
            yield from page.nodes("data")
            paging = page.node("paging")
            after = paging.node("cursors").text("after")
            if not after or "next" not in paging:
                return

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """:raises RetryableError: an answer is of another shape"""
        try:
            yield
        except PayloadError:
            raise self.unreadable() from None

    def unreadable(self) -> RetryableError:
        text = _lt("%(platform)s gave an answer that nobody can read.")
        return RetryableError(text, code="unreadable", platform=self.label)


def account_of(number: Node, account_id: str) -> Account:
    number_id = number.need("id")
    names = (number.text("verified_name"), number.text("display_phone_number"))
    return Account(
        external_id=number_id,
        name=" ".join(filter(None, names)),
        values={"phone_number_id": number_id, "waba_id": account_id},
    )
