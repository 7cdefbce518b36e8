"""What a person does first, and fills in to connect a bot."""

from ..errors import _lt
from ..types import Setting

STEPS = (
    _lt("In Telegram, write /newbot to @BotFather and copy the token of the new bot."),
    _lt("Use the bot for nothing else: its messages go to one program only."),
    _lt("For groups, write /setprivacy to @BotFather and choose Disable."),
    _lt("Then add the bot to the groups; as an administrator, if it is to moderate."),
    _lt("For comments on posts of a channel, add it to the channel's discussion."),
)
SETTINGS = (
    Setting(
        name="token",
        label="Token of the bot",
        type="password",
        help="What @BotFather gave out for the bot.",
        required=True,
        secret=True,
    ),
    Setting(
        name="username",
        label="User name of the bot",
        help="Messages in groups that call this name arrive. Empty: only answers to"
        " the bot do.",
        placeholder="example_bot",
    ),
    Setting(
        name="delivery",
        label="Messages arrive by",
        type="selection",
        help="Fetching works everywhere. With calls, messages arrive at once; Telegram"
        " must be able to reach this server by https.",
        default="polling",
        choices=(("polling", "Fetching"), ("webhook", "Calls (webhook)")),
    ),
)
