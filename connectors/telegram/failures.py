"""Why Telegram refuses: its words to a reason and a sentence.

Telegram has no error codes beside the status; the words are those of its own server,
https://github.com/tdlib/telegram-bot-api (telegram-bot-api/Client.cpp, 2026-05).
"""

from collections.abc import Mapping
from typing import Any

from ..errors import (
    ConnectorError,
    PermanentError,
    Refusal,
    RetryableError,
    SettingsError,
    _lt,
)
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
REFUSALS: Mapping[str, Refusal] = {
    "blocked by the user": Refusal(
        _lt("This person has blocked the bot. Only the person can change that."),
        "blocked",
    ),
    "user is deactivated": Refusal(
        _lt("This person's account on Telegram is gone."),
        "deactivated",
    ),
    "can't initiate conversation": Refusal(
        _lt("On Telegram, a person must write to the bot first."),
        "not_begun",
    ),
    "was kicked": Refusal(_lt("The bot was removed from this group."), "kicked"),
    "not a member": Refusal(_lt("The bot is not in this group any more."), "kicked"),
    "chat was deleted": Refusal(NO_CHAT, "no_chat"),
    "chat not found": Refusal(NO_CHAT, "no_chat"),
    "message to delete not found": Refusal(
        _lt("This message is not on Telegram any more."),
        "no_message",
    ),
    "to be replied not found": Refusal(
        _lt("The message to answer is not on Telegram any more."),
        "no_parent",
    ),
    "message can't be deleted": Refusal(
        _lt("Telegram lets bots delete messages of the last 48 hours only."),
        "too_old",
    ),
    "user is an administrator": Refusal(
        _lt("An administrator of the group cannot be blocked."),
        "administrator",
    ),
    "not enough rights": Refusal(NO_RIGHT, "rights"),
    "have no rights": Refusal(NO_RIGHT, "rights"),
    "need administrator rights": Refusal(NO_RIGHT, "rights"),
    "chat_admin_required": Refusal(NO_RIGHT, "rights"),
    "topic_closed": Refusal(_lt("This topic of the group is closed."), "closed"),
    "thread not found": Refusal(_lt("This topic of the group is gone."), "closed"),
    "caption is too long": Refusal(
        _lt("With a file, Telegram takes at most 1024 characters."),
        "length",
    ),
    "is too long": Refusal(_lt("This text is too long for Telegram."), "length"),
    "file is too big": Refusal(
        _lt("Telegram gives bots only files of at most 20 MB."),
        "size",
    ),
    "photo_invalid_dimensions": Refusal(
        _lt("Telegram does not take pictures of such a width and height."),
        "dimensions",
    ),
    "wrong file_id": Refusal(_lt("The file is not on Telegram any more."), "no_file"),
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
    for words, (text, code) in REFUSALS.items():
        if words in said:
            return http.permanent(text, code=code, detail=detail)
    return None
