"""An SMTP server that stops where a test wants it to (RFC 5321)."""

import socketserver
import threading

STALL, DROP = "stall", "drop"


class Dialogue(socketserver.StreamRequestHandler):
    """One connection; every mail that came whole is kept in ``server.mails``."""

    def handle(self):
        if self.server.is_silent:
            self.server.released.wait(60)
            return
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                if not self._take_mail():
                    return
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def _take_mail(self):
        """Read up to the final dot; False when the connection is to end there."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.mails.append(b"".join(lines))
        if self.server.after_mail == STALL:
            self.server.released.wait(60)
        if self.server.after_mail:
            return False
        self._say("250 taken")
        return True


class StallingSmtp(socketserver.ThreadingTCPServer):
    """On a free port of loopback; ``mails`` are all that came, as bytes.

    :param after_mail: ``STALL`` holds the answer to a whole mail back, ``DROP`` ends
        the connection instead of it, "" answers
    :param is_silent: takes connections and never greets
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, after_mail="", is_silent=False):
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.after_mail = after_mail
        self.is_silent = is_silent
        self.mails = []
        self.released = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def settings(self):
        """A mail channel's settings for it."""
        return {
            "mail_smtp_host": "127.0.0.1",
            "mail_smtp_port": self.server_address[1],
            "mail_smtp_security": "none",
        }

    def stop(self):
        self.released.set()
        self.shutdown()
        self.server_close()
