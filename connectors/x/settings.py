"""X: what an admin fills in."""

from ..errors import _lt
from ..types import Setting

APP, ACCOUNT, COST = _lt("App"), _lt("Account"), _lt("Cost")
SETTINGS = (
    Setting(
        name="client_id",
        label="Client ID",
        help="The OAuth 2.0 client ID of the app, from its keys at console.x.com.",
        required=True,
        group=APP,
    ),
    Setting(
        name="client_secret",
        label="Client Secret",
        type="password",
        help="The OAuth 2.0 client secret that goes with it.",
        required=True,
        secret=True,
        group=APP,
    ),
    Setting(
        name="access",
        label="Access",
        type="selection",
        help="Pay-per-use apps may answer only people who mentioned or quoted the"
        " account; Enterprise apps may answer any post.",
        default="self_serve",
        choices=(("self_serve", "Pay per use"), ("enterprise", "Enterprise")),
        group=APP,
    ),
    Setting(
        name="naming",
        label="Names in the API",
        type="selection",
        help="X is renaming tweets to posts. Change this only if X refuses the names.",
        default="post",
        choices=(("post", "Posts"), ("tweet", "Tweets")),
        group=APP,
    ),
    Setting(
        name="access_token",
        label="Access Token",
        type="password",
        help="Filled in by logging in.",
        secret=True,
        group=ACCOUNT,
    ),
    Setting(
        name="refresh_token",
        label="Refresh Token",
        type="password",
        help="Filled in by logging in.",
        secret=True,
        group=ACCOUNT,
    ),
    Setting(
        name="user_id",
        label="Account ID",
        help="The account's number on X, filled in by logging in.",
        group=ACCOUNT,
    ),
    Setting(
        name="direct_messages",
        label="Direct Messages",
        type="boolean",
        help="Also fetch direct messages. X charges more for them, and encrypted ones"
        " are not visible to the inbox.",
        default=True,
        group=ACCOUNT,
    ),
    Setting(
        name="is_own_app",
        label="App of This Account",
        type="boolean",
        help="The app belongs to the connected account: X charges less for mentions.",
        default=False,
        group=COST,
    ),
    Setting(
        name="daily_budget",
        label="Daily Budget (USD)",
        help="The most that may be spent on X in a day, like 2.50; fetching slows down"
        " to fit. Empty: no limit.",
        placeholder="2.50",
        group=COST,
    ),
)
