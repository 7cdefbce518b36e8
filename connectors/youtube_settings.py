"""How a YouTube channel is connected: what to do on Google's side, and the form."""

from .errors import _lt
from .types import Setting

STEPS = (
    _lt("Open the Google Cloud console and create a project."),
    _lt("Turn on the YouTube Data API v3 under APIs & Services, Library."),
    _lt(
        "Fill in the OAuth consent screen and publish the app: while it is in "
        "testing, Google ends the connection after 7 days."
    ),
    _lt(
        "Create an OAuth client ID of the type Web application, with the redirect "
        "address shown here."
    ),
    _lt("Copy the client ID and the client secret, then log in as the channel."),
)
SETTINGS = (
    Setting(
        name="client_id",
        label="Client ID",
        help="Of the OAuth client in the Google Cloud console.",
        required=True,
    ),
    Setting(
        name="client_secret",
        label="Client Secret",
        type="password",
        help="Of the same OAuth client.",
        required=True,
        secret=True,
    ),
    Setting(
        name="access_token",
        label="Access Token",
        type="password",
        help="Filled in by the login.",
        secret=True,
    ),
    Setting(
        name="refresh_token",
        label="Refresh Token",
        type="password",
        help="Filled in by the login.",
        secret=True,
    ),
    Setting(
        name="channel_id",
        label="YouTube Channel",
        help="The id of the channel, which begins with UC; the login's own if empty.",
        placeholder="UC…",
    ),
    Setting(
        name="held_for_review",
        label="Comments Held for Review",
        type="boolean",
        help="Also fetch comments that YouTube shows to you alone until you show them.",
        default=False,
    ),
    Setting(
        name="units_per_day",
        label="Units per Day",
        type="integer",
        help="The quota of your Google Cloud project: a fetch costs about 4 units, "
        "an answer 50.",
        default=10000,
        group=_lt("Quota"),
    ),
)
