"""What a person fills in so that platforms' mails are recognised."""

from ...errors import _lt
from ...types import Setting

BRIDGE, GATEWAY = _lt("Notification mails of platforms"), _lt("Gateway")

PLATFORMS = (
    ("x", "X"),
    ("facebook", "Facebook"),
    ("instagram", "Instagram"),
    ("linkedin", "LinkedIn"),
    ("mastodon", "Mastodon"),
)
BRIDGE_SETTINGS = (
    Setting(
        name="bridge",
        label="Mails of platforms",
        type="selection",
        help="What LinkedIn, Facebook, X, GitHub and others tell by mail becomes a"
        " message of that platform, if it surely comes from there. Whoever believes"
        " the sender's address believes anybody.",
        default="dkim",
        choices=(
            ("off", "Stay mails"),
            ("dkim", "Are recognised by a valid signature (DKIM)"),
            ("sender", "Are recognised by the sender's address, too"),
        ),
        group=BRIDGE,
    ),
    Setting(
        name="authserv_id",
        label="Server that checks signatures",
        help="The first word of the header Authentication-Results in mails that your"
        " own server received, such as mx.google.com; none for Microsoft 365. Without"
        " it, no signature is believed.",
        placeholder="mx.example.com",
        group=BRIDGE,
        shown_if=("bridge", "dkim"),
    ),
    Setting(
        name="bridge_domains",
        label="Forums and Mastodon servers",
        type="text",
        help="The domains of Discourse forums and Mastodon servers whose mails are"
        " recognised, one a line.",
        placeholder="forum.example.com",
        group=BRIDGE,
    ),
    Setting(
        name="gateway_sender",
        label="Sender of its mails",
        help="Mails from this address (or from @domain) tell of posts. They need a"
        " valid signature, unless senders are believed above.",
        placeholder="mentions@gateway.example",
        group=GATEWAY,
    ),
    Setting(
        name="gateway_platform",
        label="Platform behind it",
        type="selection",
        help="What its mails tell of.",
        default="x",
        choices=PLATFORMS,
        group=GATEWAY,
    ),
    Setting(
        name="gateway_author",
        label="Pattern of the author",
        help="A regular expression for subject or text, with a group (?P<handle>…)."
        " Empty: the first @name.",
        placeholder=r"@(?P<handle>\w+)",
        group=GATEWAY,
    ),
    Setting(
        name="gateway_text",
        label="Pattern of the text",
        help="A regular expression with a group (?P<text>…). Empty: all above the first"
        " line that is ruled or holds an address alone.",
        placeholder=r"said:\s+(?P<text>.+?)\n--",
        group=GATEWAY,
    ),
    Setting(
        name="gateway_link",
        label="Pattern of the link",
        help="A regular expression for the post's address, with a group (?P<id>…)."
        " Empty: an address with /status/ and a number.",
        placeholder=r"https://\S+/status/(?P<id>\d+)",
        group=GATEWAY,
    ),
    Setting(
        name="gateway_to",
        label="Answers go to",
        help="The address whose mails the gateway posts. Empty: nothing is answered.",
        placeholder="post@gateway.example",
        group=GATEWAY,
    ),
    Setting(
        name="gateway_subject",
        label="Subject of answers",
        help="May hold {text}, {handle} and {id}: the answer, the author, the post.",
        placeholder="{id}",
        group=GATEWAY,
    ),
    Setting(
        name="gateway_body",
        label="Text of answers",
        type="text",
        help="May hold {text}, {handle} and {id}: the answer, the author, the post.",
        default="@{handle} {text}",
        group=GATEWAY,
    ),
    Setting(
        name="gateway_limit",
        label="Longest answer",
        type="integer",
        help="Characters, with what the form above adds; 0: no limit.",
        default=280,
        group=GATEWAY,
    ),
)
