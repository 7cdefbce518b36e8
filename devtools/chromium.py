"""A headless Chromium, driven over the DevTools protocol, one page at a time.

https://chromedevtools.github.io/devtools-protocol/ over a WebSocket: Odoo's own tests
need websocket-client for the same, so nothing more has to be installed.
"""

import contextlib
import itertools
import json
import resource
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--remote-debugging-port=0",
    "--window-size=1440,900",
)
TIMEOUT = 60
NAMED_KEYS = {"Escape": 27, "Tab": 9, "Home": 36, "End": 35}


class Page:
    """One tab: commands are answered in turn, and what happened beside is kept."""

    def __init__(self, address):
        self.socket = websocket.create_connection(
            address, timeout=TIMEOUT, suppress_origin=True
        )
        self.numbers = itertools.count(1)
        self.events = []
        for domain in ("Page", "Runtime", "Network"):
            self.command(f"{domain}.enable")

    def command(self, method, **params):
        """The result of a command; RuntimeError if Chromium refuses it."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        self.socket.send(json.dumps(message))
        answer = self._answer(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _answer(self, number):
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                return message
            self.events.append(message)

    def listen(self, seconds):
        """Keep what happens in that time."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.socket.settimeout(left)
            with contextlib.suppress(websocket.WebSocketTimeoutException):
                self.events.append(json.loads(self.socket.recv()))
        self.socket.settimeout(TIMEOUT)

    def evaluate(self, expression):
        """The value of JavaScript, also of a promise; RuntimeError if it throws."""
        answer = self.command(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if error := answer.get("exceptionDetails"):
            told = error.get("exception", {}).get("description") or error["text"]
            raise RuntimeError(f"{told}\nin {expression}")
        return answer["result"].get("value")

    def goto(self, url, ready):
        """Load a page, until the JavaScript ``ready`` is true in it."""
        self.evaluate("window.isLeft = true")
        self.command("Page.navigate", url=url)
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            # while the page changes, there is nothing to evaluate in
            with contextlib.suppress(RuntimeError):
                if self.evaluate(f"!window.isLeft && !!({ready})"):
                    return
            self.listen(0.1)
        shown = self.evaluate("document.body.innerText.slice(0, 500)")
        raise TimeoutError(f"{url}: never {ready}, but {shown} {self._complaints()}")

    def _complaints(self):
        """What the page complained of, for whoever looks for the reason."""
        kinds = ("Runtime.exceptionThrown", "Network.loadingFailed")
        found = [one for one in self.events if one.get("method") in kinds]
        return json.dumps(found)[-2000:]

    def press(self, key):
        """Press and release a letter's key, or one of ``NAMED_KEYS``."""
        known = {"key": key, "code": f"Key{key.upper()}", "text": key}
        known["windowsVirtualKeyCode"] = ord(key[0].upper())
        if key in NAMED_KEYS:
            known = {"key": key, "code": key, "windowsVirtualKeyCode": NAMED_KEYS[key]}
        self.command("Input.dispatchKeyEvent", type="keyDown", **known)
        known.pop("text", None)
        self.command("Input.dispatchKeyEvent", type="keyUp", **known)

    def type(self, text):
        """Put text where the cursor is, as an input method does."""
        self.command("Input.insertText", text=text)

    def click(self, selector):
        """Click into the middle of an element."""
        box = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        middle = "{x: box.x + box.width / 2, y: box.y + box.height / 2}"
        point = self.evaluate(f"((box) => ({middle}))({box})")
        options = {**point, "button": "left", "clickCount": 1}
        self.command("Input.dispatchMouseEvent", type="mousePressed", **options)
        self.command("Input.dispatchMouseEvent", type="mouseReleased", **options)


@contextlib.contextmanager
def browser():
    """A Page of a Chromium of its own, which ends with it."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        raise RuntimeError(f"none of {', '.join(NAMES)} is installed")
    folder = tempfile.mkdtemp(prefix="social-inbox-chromium-")
    command = [program, *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
    silent = subprocess.DEVNULL
    process = subprocess.Popen(
        command,
        stdout=silent,
        stderr=silent,
        start_new_session=True,
        preexec_fn=_lift_memory_limit,
    )
    try:
        yield Page(_address(Path(folder, "DevToolsActivePort")))
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _lift_memory_limit():
    """Chromium reserves more addresses than Odoo allows its own processes."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)


def _address(note):
    """Where the tab listens: Chromium notes its port in a file once it is there."""
    deadline = time.monotonic() + 30
    while not (note.exists() and note.read_text().strip()):
        if time.monotonic() > deadline:
            raise TimeoutError("Chromium does not start")
        time.sleep(0.05)
    url = f"http://127.0.0.1:{note.read_text().split()[0]}/json"
    with urllib.request.urlopen(url, timeout=30) as response:
        tabs = json.load(response)
    return next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
