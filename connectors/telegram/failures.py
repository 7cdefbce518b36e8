"""Why Telegram refuses: its words to a reason and a sentence.

Telegram has no error codes beside the status; the words are those of its own server,
https://github.com/tdlib/telegram-bot-api (telegram-bot-api/Client.cpp, 2026-05).
"""

from collections.abc import Mapping
from typing import Any

from ..errors import ConnectorError, PermanentError, RetryableError, SettingsError, _lt
from ..http import DETAIL, Http, Response, retry_after

TAKEN_ELSEWHERE = _lt(
    "The bot's messages go to another program by webhook. Let them arrive by calls"
    " here, or have @BotFather revoke the token and enter the new one."
)
TWO_READERS = _lt(
    "Another program fetches the bot's messages too. Stop it, or have @BotFather"
    " revoke the token and enter the new one."
)
NO_CHAT = _lt("Telegram does not know this chat any more.")
NO_RIGHT = _lt("The bot may not do that here. Make it an administrator of the group.")
# A part of the description in small letters: reason, sentence. The first one counts.
REFUSALS: Mapping[str, tuple[str, str]] = {
    "blocked by the user": (
        "blocked",
        _lt("This person has blocked the bot. Only the person can change that."),
    ),
    "user is deactivated": (
        "deactivated",
        _lt("This person's account on Telegram is gone."),
    ),
    "can't initiate conversation": (
        "not_begun",
        _lt("On Telegram, a person must write to the bot first."),
    ),
    "was kicked": ("kicked", _lt("The bot was removed from this group.")),
    "not a member": ("kicked", _lt("The bot is not in this group any more.")),
    "chat was deleted": ("no_chat", NO_CHAT),
    "chat not found": ("no_chat", NO_CHAT),
    "message to delete not found": (
        "no_message",
        _lt("This message is not on Telegram any more."),
    ),
    "to be replied not found": (
        "no_parent",
        _lt("The message to answer is not on Telegram any more."),
    ),
    "message can't be deleted": (
        "too_old",
        _lt("Telegram lets bots delete messages of the last 48 hours only."),
    ),
    "user is an administrator": (
        "administrator",
        _lt("An administrator of the group cannot be blocked."),
    ),
    "not enough rights": ("rights", NO_RIGHT),
    "have no rights": ("rights", NO_RIGHT),
    "need administrator rights": ("rights", NO_RIGHT),
    "chat_admin_required": ("rights", NO_RIGHT),
    "topic_closed": ("closed", _lt("This topic of the group is closed.")),
    "thread not found": ("closed", _lt("This topic of the group is gone.")),
    "caption is too long": (
        "length",
        _lt("With a file, Telegram takes at most 1024 characters."),
    ),
    "is too long": ("length", _lt("This text is too long for Telegram.")),
    "file is too big": (
        "size",
        _lt("Telegram gives bots only files of at most 20 MB."),
    ),
    "photo_invalid_dimensions": (
        "dimensions",
        _lt("Telegram does not take pictures of such a width and height."),
    ),
    "wrong file_id": ("no_file", _lt("The file is not on Telegram any more.")),
}


def explain_telegram(http: Http, response: Response) -> ConnectorError | None:
    """``{"ok": false, "error_code", "description", "parameters"}``; else None.

    A migrated group's new id is the failure's value ``chat``.
    """
    found = response.json()
    if not isinstance(found, dict) or found.get("ok") is not False:
        return None
    status, detail = found.get("error_code"), str(found.get("description") or "")
    parameters = found.get("parameters")
    told = parameters if isinstance(parameters, dict) else {}
    if status in (401, 404):  # 404: the token does not even look like one
        return http.auth_failed(detail=detail)
    if status == 429:
        seconds = told.get("retry_after")
        wait = seconds if isinstance(seconds, (int, float)) else retry_after(response)
        return http.rate_limited(wait, detail=detail)
    if status == 409:
        return _conflict(http, detail)
    return _refused(http, detail, told)


def _conflict(http: Http, detail: str) -> ConnectorError:
    told = {"detail": http.masked(detail)[:DETAIL], "platform": http.label}
    if "webhook is active" in detail:
        return SettingsError(TAKEN_ELSEWHERE, code="webhook", **told)
    return RetryableError(TWO_READERS, code="two_readers", **told)


def _refused(http: Http, detail: str, told: Mapping[str, Any]) -> PermanentError | None:
    if moved := told.get("migrate_to_chat_id"):
        text = _lt("The group has become another one on Telegram.")
        return http.permanent(text, code="migrated", detail=detail, chat=str(moved))
    said = detail.lower()
    for words, (code, text) in REFUSALS.items():
        if words in said:
            return http.permanent(text, code=code, detail=detail)
    return None
