"""What a person fills in to connect a mailbox."""

from ..errors import _lt
from ..types import Setting
from .bridge.settings import BRIDGE_SETTINGS

SECURITIES = (
    ("tls", "TLS from the start"),
    ("starttls", "STARTTLS"),
    ("none", "None (not encrypted)"),
)
INCOMING, OUTGOING = _lt("Incoming mail"), _lt("Outgoing mail")
ADVANCED = _lt("Advanced")

SETTINGS = (
    Setting(
        name="imap_host",
        label="IMAP server",
        help="The name of the server that keeps the mailbox.",
        required=True,
        placeholder="imap.example.com",
        group=INCOMING,
    ),
    Setting(
        name="imap_port",
        label="IMAP port",
        type="integer",
        help="Usually 993 with TLS from the start, 143 with STARTTLS.",
        default=993,
        group=INCOMING,
    ),
    Setting(
        name="imap_security",
        label="IMAP encryption",
        type="selection",
        help="Without encryption, anybody on the way reads mails and password.",
        default="tls",
        choices=SECURITIES,
        group=INCOMING,
    ),
    Setting(
        name="username",
        label="User name",
        help="Often the whole mail address.",
        required=True,
        placeholder="support@example.com",
        group=INCOMING,
    ),
    Setting(
        name="auth",
        label="Sign in with",
        type="selection",
        help="Google and Microsoft ask for an access token instead of a password.",
        default="password",
        choices=(("password", "Password"), ("xoauth2", "Access token (XOAUTH2)")),
        group=INCOMING,
    ),
    Setting(
        name="password",
        label="Password",
        type="password",
        help="The mailbox's password, or its access token.",
        required=True,
        secret=True,
        group=INCOMING,
    ),
    Setting(
        name="folder",
        label="Folder",
        help="The folder from which mails are fetched.",
        default="INBOX",
        placeholder="INBOX",
        group=INCOMING,
    ),
    Setting(
        name="after_fetch",
        label="Fetched mails",
        type="selection",
        help="What happens in the mailbox to a mail that is safely in the inbox.",
        default="leave",
        choices=(
            ("leave", "Stay as they are"),
            ("seen", "Are marked as read"),
            ("move", "Move to another folder"),
        ),
        group=INCOMING,
    ),
    Setting(
        name="move_folder",
        label="Move to",
        help="The folder for fetched mails; it is created when it does not exist.",
        placeholder=_lt("Archive"),
        group=INCOMING,
        shown_if=("after_fetch", "move"),
    ),
    Setting(
        name="address",
        label="Mail address",
        help="The sender's address of answers; mails from it count as our own.",
        required=True,
        placeholder="support@example.com",
        group=OUTGOING,
    ),
    Setting(
        name="sender_name",
        label="Sender's name",
        help="Shown to the recipient beside the address.",
        placeholder=_lt("Example Customer Service"),
        group=OUTGOING,
    ),
    Setting(
        name="smtp_host",
        label="SMTP server",
        help="The name of the server that sends answers. Empty: receive only.",
        placeholder="smtp.example.com",
        group=OUTGOING,
    ),
    Setting(
        name="smtp_port",
        label="SMTP port",
        type="integer",
        help="Usually 587 with STARTTLS, 465 with TLS from the start.",
        default=587,
        group=OUTGOING,
    ),
    Setting(
        name="smtp_security",
        label="SMTP encryption",
        type="selection",
        help="Without encryption, anybody on the way reads mails and password.",
        default="starttls",
        choices=SECURITIES,
        group=OUTGOING,
    ),
    Setting(
        name="smtp_username",
        label="SMTP user name",
        help="Empty: the same as for incoming mail.",
        group=OUTGOING,
    ),
    Setting(
        name="smtp_password",
        label="SMTP password",
        type="password",
        help="Empty: the same as for incoming mail.",
        secret=True,
        group=OUTGOING,
    ),
    *BRIDGE_SETTINGS,
    Setting(
        name="save_sent",
        label="Keep a copy of answers",
        type="boolean",
        help="In the mailbox's folder of sent mails. Servers such as Gmail's do so"
        " by themselves: switch it off there.",
        default=True,
        group=ADVANCED,
    ),
    Setting(
        name="sent_folder",
        label="Folder of sent mails",
        help="Empty: the one that the server calls so.",
        placeholder=_lt("Sent"),
        group=ADVANCED,
    ),
    Setting(
        name="ca_certificate",
        label="Own certificate authority",
        type="text",
        help="A certificate in PEM format, trusted in addition to the public ones;"
        " for servers with a private certificate.",
        placeholder="-----BEGIN CERTIFICATE-----",
        group=ADVANCED,
    ),
)
