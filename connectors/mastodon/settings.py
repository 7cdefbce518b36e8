"""What an administrator fills in to connect an account on a server."""

from ..errors import _lt
from ..types import Setting

STEPS = (
    _lt("Write the address of the account's server, as your browser shows it."),
    _lt("Log in there with the account that is to speak, and allow the access."),
    _lt(
        "Or, on the server, under Preferences, Development: add an application with "
        "the rights below, open it, and copy its access token."
    ),
    _lt("If the server takes more or less than 500 characters, say how many."),
)
SCOPES = (
    "read:accounts",
    "read:notifications",
    "read:statuses",
    "write:statuses",
    "write:media",
    "write:favourites",
    "write:blocks",
)
SETTINGS = (
    Setting(
        name="instance",
        label="Server",
        help="The address of the account's server, such as mastodon.example. "
        "It is https unless you write http:// yourself.",
        required=True,
        placeholder="https://mastodon.example",
    ),
    Setting(
        name="client_id",
        label="Client Key",
        help="Filled in by the login; else that of your application on the server.",
    ),
    Setting(
        name="client_secret",
        label="Client Secret",
        help="Filled in by the login; else that of your application on the server.",
        type="password",
        secret=True,
    ),
    Setting(
        name="access_token",
        label="Access Token",
        help="Filled in by the login, or copied from your application's page.",
        type="password",
        secret=True,
    ),
    Setting(
        name="text_limit",
        label="Characters in a Post",
        help="What the server takes: 500 on most. An answer is a little shorter, since "
        "the name of the person answered stands before it.",
        type="integer",
        default=500,
    ),
)
