"""What a person does first, and fills in to connect a phone number."""

from ..errors import _lt
from ..graph_login import ACCOUNT, APP_ID, APP_SECRET, GRAPH_VERSION, TOKEN
from ..types import Setting

STEPS = (
    _lt("Create an app of the type Business and add the product WhatsApp to it."),
    _lt("Add your phone number to the WhatsApp Business Account, in WhatsApp Manager."),
    _lt(
        "Make a system user in the Business Settings, give it the app and the account, "
        "and let it generate a token with the two rights named here."
    ),
    _lt(
        "In the app, under WhatsApp, Configuration, enter the webhook address and its "
        "key as verify token, and subscribe to the field messages."
    ),
    _lt("Messages cannot be fetched: Meta must reach this server by https."),
    _lt("Enter the app's ID and secret, the account's ID and the token here."),
)
SETTINGS = (
    APP_ID,
    APP_SECRET,
    GRAPH_VERSION,
    Setting(
        name="waba_id",
        label="WhatsApp Business Account ID",
        help="The number of the account, shown in WhatsApp Manager. Empty: the accounts"
        " that the token is for are looked up.",
        group=ACCOUNT,
    ),
    Setting(
        name="phone_number_id",
        label="Phone number ID",
        help="Meta's number of the phone number, which is not the phone number; comes"
        " by itself when you choose one.",
        required=True,
        group=ACCOUNT,
    ),
    TOKEN,
)
