"""The words by which mail programs announce a quotation, in many languages."""

import re

# "On Tuesday, Anna wrote:" as mail programs say it, by language.
ATTRIBUTION = re.compile(
    r"""^[>\s*]*(?:
      On\b.{5,}\bwrote | .{3,}\b(?:wrote|writes)      # English
    | Am\b.{5,}\bschrieb\b.* | .{3,}\bschrieb\b.*      # German
    | Le\b.{5,}\ba\s+écrit | .{3,}\ba\s+écrit           # French
    | El\b.{5,}\bescribió | .{3,}\bescribió             # Spanish
    | Il\b.{5,}\bha\s+scritto | .{3,}\bha\s+scritto     # Italian
    | Op\b.{5,}\bschreef\b.* | .{3,}\bschreef           # Dutch
    | Em\b.{5,}\bescreveu | .{3,}\bescreveu             # Portuguese
    | Den\b.{5,}\b(?:skrev|skreiv)\b.*                  # Danish, Norwegian, Swedish
    | .{5,}\b(?:napisał(?:\(a\)|a)?|napsala?|пишет|писал\(?а?\)?)  # Slavic
    | \d{4}年\d{1,2}月\d{1,2}日.{0,120}                  # Japanese: a date, a sender
    | .{2,}(?:のメール|さんは書きました|wrote|のメッセージ)
    | .{5,}(?:写道|寫道|작성)
    )\s*[:：]\s*\*?$""",
    re.X | re.I,
)
# "-----Original Message-----" and its sisters.
DIVIDER = re.compile(
    r"""^\s*[-_*]{2,}\s*(?:
      Original\ Message | Original\ Appointment | Ursprüngliche\ Nachricht
    | Originalnachricht | Message\ d['’]origine | Message\ original | E-mail\ original
    | Mensaje\ original | Messaggio\ originale | Oorspronkelijk\ bericht
    | Mensagem\ original | Oprindelig\ meddelelse | Ursprungligt\ meddelande
    | Oryginalna\ wiadomość | Исходное\ сообщение | 元のメッセージ | Original-Nachricht
    | 原始邮件 | 邮件原件 | 원본\ 메시지
    )\s*[-_*]{2,}\s*$""",
    re.X | re.I,
)
FORWARDED = re.compile(
    r"""^\s*(?:[-_]+\s*)?(?: (?:Begin\ )?forwarded\ message | Weitergeleitete\ Nachricht
    | Anfang\ der\ weitergeleiteten | Message\ transféré | Début\ du\ message\ transféré
    | Mensaje\ reenviado | Messaggio\ inoltrato | Doorgestuurd\ bericht
    | Mensagem\ encaminhada | 転送(?:された)?メッセージ | 转发的?邮件 )""",
    re.X | re.I,
)
SENDER_LINE = re.compile(
    r"^[>\s*]*(?:From|Von|De|Da|Van|Fra|Från|Od|От|差出人|送信者|发件人|寄件者|보낸\s?사람)"
    r"\s?[:：]\*?\s*\S",
    re.I,
)
SENT_LINE = re.compile(
    r"^[>\s*]*(?:Sent|Date|Gesendet|Datum|Envoyé(?:\sle)?|Enviado(?:\sel|\sem)?|"
    r"Enviada(?:\sem)?|Fecha|Data|Inviato|Verzonden|Sendt|Skickat|Wysłano|"
    r"Отправлено|Дата|送信日時|日付|发送时间|日期|寄件日期|보낸\s?날짜)\s?[:：]",
    re.I,
)
# How an attribution begins, when it is wrapped after the date.
OPENING = re.compile(r"\s*(?:On|Am|Le|El|Il|Op|Em|Den|W dniu)\b.*\d", re.I)
