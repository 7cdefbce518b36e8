"""How something is connected by the generic webhook."""

from .errors import _lt
from .types import Setting

STEPS = (
    _lt("Make a long random secret, for example with: openssl rand -hex 32"),
    _lt("Let your system post messages as signed JSON to this channel's address."),
    _lt("For answers, give your system an address that takes them; name it here."),
    _lt("Connect: the inbox tries the reply address with a signed ping."),
)
SETTINGS = (
    Setting(
        name="secret",
        label="Secret",
        type="password",
        help="Signs what is posted in both directions; 16 characters or more.",
        required=True,
        secret=True,
    ),
    Setting(
        name="reply_url",
        label="Reply Address",
        help="Answers are posted here, over https. Without it, the channel only "
        "listens.",
        placeholder="https://example.com/inbox/replies",
    ),
    Setting(
        name="honours_keys",
        label="Repeats Are Safe",
        type="boolean",
        help="The system at the reply address takes an answer with an "
        "Idempotency-Key that it knows as the same answer. The inbox then repeats "
        "after a broken connection by itself; otherwise it asks you.",
        default=False,
    ),
    Setting(
        name="takes_files",
        label="Files in Answers",
        type="boolean",
        help="The system takes files, inside the JSON.",
        default=False,
    ),
    Setting(
        name="text_length",
        label="Longest Answer",
        type="integer",
        help="In characters; 0 for no limit.",
        default=0,
    ),
    Setting(
        name="moderates",
        label="Moderation",
        type="boolean",
        help="The system takes requests to hide, like or remove messages and to "
        "block authors.",
        default=False,
    ),
)
