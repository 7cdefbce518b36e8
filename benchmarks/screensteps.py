"""What an agent does on the screen, and what each step costs in the browser."""

import json
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

SCRIPT = Path(__file__).with_name("screen.js").read_text()
PHASES = ("listen", "understand", "engage", "process", "feedback")
QUIET = 0.25
"""Seconds without a call after which a step has called all that it calls."""

# actions: their ids, the options of doAction, and what is there once they are open
INBOX = ("social_inbox.social_inbox_action", {}, ".o_inbox_list .o_inbox_row")
KANBAN = (
    "helpdesk_mgmt.helpdesk_ticket_action",
    {"viewType": "kanban"},
    ".o_kanban_view .o_kanban_record:not(.o_kanban_ghost)",
)
DISCUSS = (
    "mail.action_discuss",
    {"additionalContext": {"active_id": "mail.box_inbox"}},
    ".o-mail-Discuss .o-mail-Message",
)
ELSEWHERE = (
    "helpdesk_mgmt.helpdesk_ticket_stage_action",
    {},
    ".o_list_view .o_data_row",
)
PHASE = '.o_inbox_phase[data-phase="{}"]'
ROWS = '.o_inbox_list[data-phase="{}"] .o_inbox_row'
ROW = ".o_inbox_row"
SELECTED = '.o_inbox_row[aria-selected="true"]'
TWIST = ".o_inbox_twist[data-id]"
BUBBLE = ".o_social_bubble"
# another twist than before is selected, and it is the one whose messages are shown
OTHER_TWIST = """() => {{
    const shown = document.querySelector('{twist}');
    const selected = document.querySelector('{selected}');
    return shown && shown.dataset.id !== {before} && shown.querySelector('{bubble}')
        && selected && selected.dataset.id === shown.dataset.id;
}}"""


class Call(NamedTuple):
    """One request to the server: milliseconds until it answered, bytes received."""

    route: str
    ms: float
    bytes: int


class Run(NamedTuple):
    """One step: until it was painted, and until nothing was called any more."""

    ms: float
    nodes: int
    blocked: float
    """Milliseconds in tasks of over 50 ms, in which the browser takes no input."""
    calls: list[Call]


class Steps:
    """The steps on one page of a browser, whose user has logged in."""

    def __init__(self, page, url):
        self.page, self.url = page, url
        self.phase = 0
        page.command("Page.addScriptToEvaluateOnNewDocument", source=SCRIPT)

    def log_in(self, database, login):
        """Log in by the password that is the login."""
        known = {"db": database, "login": login, "password": login}
        request = {
            "method": "POST",
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps({"jsonrpc": "2.0", "params": known}),
        }
        self.page.goto(f"{self.url}/web/login", "document.forms.length")
        self.page.evaluate(f"fetch('/web/session/authenticate', {json.dumps(request)})")

    def open_inbox(self):
        """As all openings: the Run of the first after loading, and of one more."""
        self.phase = 0
        return self._open(INBOX)

    def open_kanban(self):
        return self._open(KANBAN)

    def open_discuss(self):
        return self._open(DISCUSS)

    def load(self):
        """Load the web client anew, on a screen that is none of the measured."""
        self.page.goto(
            f"{self.url}/odoo/action-{ELSEWHERE[0]}",
            f"document.querySelector('{ELSEWHERE[2]}')",
        )
        self.page.listen(4 * QUIET)

    def _open(self, action):
        """Open an action in the loaded web client, then again from another screen."""
        self.load()
        first = self._run(self._opening(action))
        self._run(self._opening(ELSEWHERE))
        return first, self._run(self._opening(action))

    def _opening(self, action):
        name, options, selector = action
        options = json.dumps({**options, "clearBreadcrumbs": True})
        return f"bench.open('{name}', {options}, {_there(selector)})"

    def next_phase(self):
        """Click on the next phase's arrow, until its list is there."""
        self.phase = (self.phase + 1) % len(PHASES)
        name = PHASES[self.phase]
        expected = f"bench.expect('click', {_there(ROWS.format(name))})"
        return self._run(expected, lambda: self.page.click(PHASE.format(name)))

    def next_twist(self):
        """Press J, until the messages of another twist are there."""
        return self._other_twist("keydown", lambda: self.page.press("j"))

    def choose_twist(self, place):
        """Click on the row of that place, counted from 1; as above."""
        row = f"{ROW}:nth-child({place})"
        return self._other_twist("click", lambda: self.page.click(row))

    def _other_twist(self, event, act):
        shown = f"document.querySelector('{TWIST}')?.dataset.id ?? null"
        ready = OTHER_TWIST.format(
            twist=TWIST,
            selected=SELECTED,
            bubble=BUBBLE,
            before=json.dumps(self.page.evaluate(shown)),
        )
        return self._run(f"bench.expect('{event}', {ready})", act)

    def _run(self, script, act=lambda: None):
        """Start to measure, act, wait for the end and for quiet."""
        self.page.events.clear()
        self.page.evaluate(script)
        act()
        ms = self.page.evaluate("bench.done")
        facts = self.page.evaluate("bench.facts()")
        while _is_calling(self.page.events):
            self.page.listen(QUIET)
        self.page.listen(QUIET)
        blocked = self.page.evaluate("bench.facts()")["blocked"]
        return Run(ms, facts["nodes"], blocked, calls(self.page.events))


def _there(selector):
    return f"() => document.querySelector({json.dumps(selector)})"


def _of(events, method):
    """The parameters of these events by the request they are of."""
    found = (one["params"] for one in events if one["method"] == f"Network.{method}")
    return {one["requestId"]: one for one in found}


def _sent(events):
    """Requests to the server's methods: files are fetched by GET."""
    return {
        number: sent
        for number, sent in _of(events, "requestWillBeSent").items()
        if sent["type"] in ("XHR", "Fetch") and sent["request"]["method"] == "POST"
    }


def _is_calling(events):
    ended = {**_of(events, "loadingFinished"), **_of(events, "loadingFailed")}
    return bool(_sent(events).keys() - ended)


def calls(events):
    """The Calls among a step's events, in their order."""
    answers = _of(events, "responseReceived")
    ends = _of(events, "loadingFinished")
    found = []
    for number, sent in _sent(events).items():
        timing = answers.get(number, {}).get("response", {}).get("timing", {})
        ms = timing.get("receiveHeadersEnd", 0) - timing.get("sendEnd", 0)
        size = ends.get(number, {}).get("encodedDataLength", 0)
        found.append(Call(urlsplit(sent["request"]["url"]).path, ms, size))
    return found
