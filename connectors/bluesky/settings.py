"""What a person fills in to connect a Bluesky account, and does there first."""

from ..errors import _lt
from ..types import Setting

ACCOUNT = _lt("Account")
ADVANCED = _lt("Advanced")

SETTINGS = (
    Setting(
        name="handle",
        label="Handle",
        help="The account's name, without @.",
        required=True,
        placeholder="shop.bsky.social",
        group=ACCOUNT,
    ),
    Setting(
        name="app_password",
        label="App password",
        type="password",
        help="Made on Bluesky for the inbox alone; never the account's own password.",
        required=True,
        secret=True,
        placeholder="xxxx-xxxx-xxxx-xxxx",
        group=ACCOUNT,
    ),
    Setting(
        name="direct_messages",
        label="Direct messages",
        type="boolean",
        help="Also fetch direct messages, and offer them as answers. The app password "
        "must allow access to them.",
        group=ACCOUNT,
        default=False,
    ),
    Setting(
        name="service",
        label="Server",
        help="Where the account signs in; another one only if it is hosted elsewhere.",
        default="https://bsky.social",
        placeholder="https://bsky.social",
        group=ADVANCED,
    ),
    Setting(
        name="account",
        label="Signed in as",
        help="Filled in by signing in: the handle, the account's permanent ID and its "
        "server.",
        hidden=True,
    ),
    Setting(
        name="access_token",
        label="Access token",
        type="password",
        help="Filled in by signing in, and made new every two hours.",
        secret=True,
        hidden=True,
    ),
    Setting(
        name="refresh_token",
        label="Refresh token",
        type="password",
        help="Filled in by signing in; new access tokens are made with it.",
        secret=True,
        hidden=True,
    ),
)
STEPS = (
    _lt("Sign in to Bluesky with the account that is to speak for you."),
    _lt("Open Settings, Privacy and security, App passwords."),
    _lt("Add an app password, named for the inbox."),
    _lt("For direct messages, allow access to them there; it cannot be added later."),
    _lt("Copy the password at once, since it is shown only once, and paste it here."),
)
STEPS_URL = "https://bsky.app/settings/app-passwords"
