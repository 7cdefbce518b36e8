"""The words of platforms' mails, by language: who did what, what stands around it.

Only what people wrote to the account is looked for: whatever else platforms tell
(likes, followers, digests, logins) matches nothing here.
"""

import re

from ...types import Kind

# fmt: off
# "Ana Costa commented on your post", "Ana hat deinen Beitrag kommentiert"; between the
# first words and the verb stands what it was about
AUXILIARIES = (
    # English, German, French, Spanish and Portuguese, Italian, Dutch
    "has", "also", "just", "left", "hat", "auch", "a", "vous a", "t[’']a", "ha", "te",
    "le", "te ha", "también", "também", "ti ha", "heeft", "ook",
)
VERBS: dict[Kind, tuple[str, ...]] = {
    "mention": (
        "mentioned you", "tagged you", "mentioned your", "quoted your",
        "erwähnt", "markiert", "mentionn", "mencion", "menzionat", "genoemd",
        "vermeld", "etiquet", "taggat", "getagd",
    ),
    "comment": (
        "commented", "replied to", "responded to", "answered your", "a comment",
        "kommentiert", "geantwortet", "comment", "répondu", "coment", "respond",
        "rispost", "gereageerd", "geantwoord", "reageerde",
    ),
    "direct": (
        "sent you a", "messaged you", "a direct message", "new message from",
        "eine (?:Direktn|N)achricht", "un message", "un mensaje", "uma mensagem",
        "un messaggio", "een bericht",
    ),
    "review": (
        "reviewed", "recommends", "recommended", "left a review", "empfiehlt",
        "bewertet", "recommande", "recomienda", "recomend", "consiglia", "raadt",
    ),
    "post": ("wrote on your", "posted on your", "auf deiner Seite gepostet"),
}
# The name comes last: "You were mentioned by ana", "New message from Ana"
PASSIVE: dict[Kind, tuple[str, ...]] = {
    "mention": (
        "You were mentioned by", "Vous avez été mentionn\\S* par",
        "Fuiste mencionad\\S* por", "Has sido mencionad\\S* por",
    ),
    "direct": (
        "(?:You have a )?new (?:direct )?message from", "Neue Nachricht von",
        "Nouveau message de", "Nuevo mensaje de", "Nova mensagem de",
        "Nuovo messaggio da", "Nieuw bericht van",
    ),
    "comment": ("New (?:comment|reply) (?:from|by)", "Neuer Kommentar von"),
}
JAPANESE: dict[str, Kind] = {
    "コメント": "comment", "返信": "comment", "メンション": "mention",
    "メッセージ": "direct",
}
# What follows is the platform's: no word of the author comes after
FOOTERS = (
    "This email was intended for", "This message was sent to", "This e-?mail was sent",
    "You are receiving", "You received this", "You're receiving", "Unsubscribe",
    "If you (?:don[’']t|do not) want", "If you no longer", "To (?:stop|unsubscribe)",
    "Don[’']t want",
    "Reply to this email", "Need help", "Learn why we", "Did you know",
    "Diese (?:E-Mail|Nachricht|Mail) (?:wurde|ist|war)", "Sie erhalten", "Du erhältst",
    "Abmelden", "Abbestellen", "Ce message a été envoyé", "Cet e-mail",
    "Vous recevez", "Se désabonner", "Se désinscrire", "Este (?:mensaje|correo)",
    "Recibes", "Cancelar (?:la )?suscripci", "Esta mensagem foi", "Este e-?mail",
    "Cancelar inscri", "Questo messaggio", "Questa e-?mail", "Annulla l.iscrizione",
    "Ricevi", "Deze e-?mail", "Dit bericht", "Uitschrijven", "Afmelden",
    r"©", r"\(c\) \d{4}", "LinkedIn (?:Corporation|Ireland)", "Meta Platforms",
    "Facebook, Inc", "Instagram, ", "X Corp", "Twitter, Inc", "Google LLC",
    "YouTube,? (?:LLC|901)", "Reddit,? Inc", "このメール", "配信停止", r"[-_=]{8,}",
)
# Words of buttons and links, alone on their line
BUTTONS = (
    "reply", "comment", "like", "follow", "help", "settings", "privacy", "learn more",
    "(?:view|see|read|open|go to|show)(?: (?:on|in|the|this|all|full|your|it|more"
    "|comments?|repl(?:y|ies)|posts?|messages?|conversation|thread|video|photo|tweet"
    "|reel|recommendation|review|profile|status|linkedin|facebook|instagram|youtube"
    "|reddit|x|twitter|mastodon))*", "reply (?:on|to|now|back)(?: \\S+)*",
    "antworten", "kommentieren", "(?:\\S+ )?(?:ansehen|anzeigen|öffnen)",
    "auf \\S+ (?:ansehen|anzeigen|antworten)", "(?:\\S+ )?kommentar ansehen",
    "répondre", "voir(?: \\S+){1,4}", "afficher(?: \\S+){1,4}",
    "responder", "ver(?: \\S+){1,4}", "rispondi", "visualizza(?: \\S+){1,4}",
    "vedi(?: \\S+){1,4}", "(?:be)?antwoorden", "reageren", "bekijk(?: \\S+){1,4}",
    "返信", "返信する", "コメントを(?:見る|表示)",
    "linkedin", "facebook", "instagram", "youtube", "reddit", "x", "twitter",
    "mastodon", "meta", "profile picture", "•+", "·+",
)
# fmt: on


def _any(words: tuple[str, ...]) -> str:
    return "|".join(words)


_VERB = "|".join(f"(?P<{kind}>{_any(words)})" for kind, words in VERBS.items())
HEADLINE = re.compile(
    rf"(?P<name>\S(?:.{{0,78}}?\S)??)\s+"
    rf"(?:(?:{_any(AUXILIARIES)})\s+(?:\S+\s+){{0,7}}?)?(?:{_VERB})",
    re.I,
)
_BY = "|".join(f"(?P<{kind}>{_any(words)})" for kind, words in PASSIVE.items())
BY = re.compile(rf"(?:{_BY})\s+(?P<name>\S.{{0,78}}?)[:.!\s]*$", re.I)
IN_JAPANESE = re.compile(
    rf"(?P<name>\S.{{0,78}}?)\s*さん.{{0,60}}(?P<verb>{'|'.join(JAPANESE)})"
)
FOOTER = re.compile(rf"\s*(?:{_any(FOOTERS)})", re.I)
BUTTON = re.compile(rf"(?:{_any(BUTTONS)})[\s:.!>→»]*", re.I)
# Ryan wrote: "Where is it?"
SAID = re.compile(
    r"(?:wrote|commented|replied|said|schrieb|kommentierte|a écrit|escribió|escreveu"
    r"|ha scritto|schreef)\s*:\s*[\"“„«](?P<text>.{1,2000}?)[\"”“»]\s*(?:$|-|–|—)",
    re.I | re.S | re.M,
)
WHEN = re.compile(
    r"(?:\d{1,2} ?(?:s|m|h|d|w|min|mins|hours?|days?)(?: ago)?"
    r"|(?:\w+\.? )?\d{1,2}\.?(?: \w+)?(?:,? \d{4})?,?(?: at| um| à| a las)?"
    r" ?\d{1,2}[:.h]\d\d(?: ?[AP]M)?)\W*",
    re.I,
)
HANDLE = re.compile(r"\(?(?:@|u/)([\w.-]{1,60}(?:@[\w.-]+\w)?)\)?")
VIA = re.compile(r"\s+(?:\(?via\b|\(LinkedIn\)).*$", re.I)
# fmt: off
NOBODY = frozenset((
    "someone", "somebody", "jemand", "quelqu’un", "quelqu'un", "alguien", "alguém",
    "new", "a new", "you have a new", "neuer", "nouveau", "nuevo", "novo", "nuovo",
))
# fmt: on
# Thanks, / The Facebook Team
TEAM = re.compile(r"\n[^\n]{0,20},[ \t]*\n[ \t]*The (?:\w+ ){1,2}team\b.*", re.I | re.S)


def headline(line: str) -> tuple[Kind | None, str]:
    """(kind, name) of a line that says who did what; (None, "") for any other."""
    for pattern in (BY, HEADLINE):
        if found := pattern.match(line[:400]):
            return _kind(found), _name(found["name"])
    if found := IN_JAPANESE.match(line[:400]):
        return JAPANESE[found["verb"]], _name(found["name"])
    return None, ""


def _kind(found: re.Match[str]) -> Kind | None:
    return next((kind for kind in VERBS if found.groupdict().get(kind)), None)


def _name(name: str) -> str:
    name = VIA.sub("", name).strip(" \"'“”,:")
    return "" if name.lower() in NOBODY else name
