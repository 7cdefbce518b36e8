"""LinkedIn: the pages of the person who logged in, and what the token allows.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/
organizations/organization-access-control-by-role (2026-08)
"""

import re
from collections.abc import Iterator

from ..payload import Node
from ..types import Access, Account
from .calls import Calls, Json
from .urns import ORGANIZATION


def roles(calls: Calls) -> list[Json]:
    """What the person administers: ``organization`` or ``organizationTarget``, and
    ``roleAssignee``, the person."""
    asked = "organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED"
    return [role for page in calls.pages(asked) for role in page]


def pages_of(calls: Calls, found: list[Json]) -> Iterator[Account]:
    """Company pages with their names; showcase pages are left out."""
    for role in found:
        urn = str(role.get("organization") or role.get("organizationTarget") or "")
        if urn.startswith(ORGANIZATION):
            number = urn.removeprefix(ORGANIZATION)
            page = calls.one(f"organizations/{number}")
            name = str(page.get("localizedName") or number)
            values = {"organization": number}
            yield Account(external_id=urn, name=name, values=values)


def access_of(told: Node, scopes: tuple[str, ...]) -> Access:
    """What the introspection of a token told; its scopes have commas between."""
    granted = re.split(r"[\s,]+", told.text("scope"))
    missing = tuple(one for one in scopes if one not in granted)
    return Access(expires_at=told.epoch("expires_at"), missing_scopes=missing)
