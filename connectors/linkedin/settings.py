"""LinkedIn: what an admin fills in."""

from ..errors import _lt
from ..types import Setting

APP, ACCOUNT, PUSH = _lt("App"), _lt("Page"), _lt("Push")
SETTINGS = (
    Setting(
        name="client_id",
        label="Client ID",
        help="From the Auth tab of the app at linkedin.com/developers.",
        required=True,
        group=APP,
    ),
    Setting(
        name="client_secret",
        label="Client Secret",
        type="password",
        help="The primary client secret that goes with it; it also proves that pushed"
        " notifications come from LinkedIn.",
        required=True,
        secret=True,
        group=APP,
    ),
    Setting(
        name="version",
        label="API Version",
        help="Year and month of the API, like 202609. LinkedIn keeps each for about a"
        " year; enter a newer one when it says that this one is gone.",
        default="202609",
        group=APP,
    ),
    Setting(
        name="daily_calls",
        label="Calls per Day",
        type="integer",
        help="How many calls the app may make in a day (UTC), from its Analytics tab;"
        " fetching slows down to fit. 0: not known.",
        default=0,
        group=APP,
    ),
    Setting(
        name="access_token",
        label="Access Token",
        type="password",
        help="Filled in by logging in; valid for 60 days.",
        secret=True,
        group=ACCOUNT,
    ),
    Setting(
        name="refresh_token",
        label="Refresh Token",
        type="password",
        help="Filled in by logging in, for apps that LinkedIn gives one.",
        secret=True,
        group=ACCOUNT,
    ),
    Setting(
        name="organization",
        label="Page ID",
        help="The number of the company page, chosen after logging in.",
        group=ACCOUNT,
    ),
    Setting(
        name="application_id",
        label="App ID",
        help="The number in the app's address at linkedin.com/developers. Only needed"
        " for push, and only for apps that LinkedIn approved for webhooks.",
        group=PUSH,
    ),
)
