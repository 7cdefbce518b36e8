"""The door that platforms knock at (spec A1): stored whole, answered at once.

404 and 413 say that it is no use to repeat, 403 that we do not believe it, 503 that the
platform shall come again.
"""

import logging
from datetime import datetime, timezone

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request, route

from ..connectors.errors import WebhookRejected
from ..connectors.types import WebhookRequest

_logger = logging.getLogger(__name__)

PATH = "/social_inbox/webhook/"
LARGEST = 5 * 2**20  # bytes
AGAIN = 60  # seconds
PLAIN = [("Content-Type", "text/plain; charset=utf-8")]
OPTIONS = {"type": "http", "auth": "public", "csrf": False, "save_session": False}


class Webhook(http.Controller):
    @route(
        f"{PATH}<string:key>",
        methods=["GET", "HEAD", "POST"],
        sitemap=False,
        max_content_length=LARGEST,
        **OPTIONS,
    )
    def receive(self, key, **query):
        """A handshake, or what has happened on the platform."""
        channel = request.env["social.channel"]._of_webhook(key)
        if not channel:
            return answer(404)
        try:
            return self._receive(channel, self._request(key))
        except WebhookRejected as error:
            _logger.info("A call to channel %s was refused: %s", channel.id, error)
            return answer(403)
        except UserError as error:  # its credentials cannot be read
            _logger.warning("Channel %s takes no calls: %s", channel.id, error)
            return answer(503)

    def _receive(self, channel, call):
        if challenge := channel._webhook_challenge(call):
            return answer(200, challenge.body, challenge.content_type)
        if call.method != "POST":
            return answer(404)
        if channel.state == "draft":
            return answer(404)
        channel._webhook_receive(call)
        return answer(200, "OK")

    def _request(self, key):
        """The call as connectors take it."""
        came = request.httprequest
        return WebhookRequest(
            key=key,
            method=came.method,
            headers={name.lower(): value for name, value in came.headers.items()},
            query=dict(came.args.items()),
            body=came.get_data(),
            received_at=datetime.now(timezone.utc),
        )


def answer(status, text="", content_type="text/plain"):
    headers = [("Content-Type", f"{content_type}; charset=utf-8")]
    if status == 503:
        headers.append(("Retry-After", str(AGAIN)))
    return request.make_response(text, headers=headers, status=status)


def unavailable_without_database(serve):
    """Without its database Odoo would say 404, after which platforms do not come again.

    :param serve: ``odoo.http.Request._serve_nodb``
    """

    def serve_nodb(self):
        if self.httprequest.path.startswith(PATH):
            headers = [*PLAIN, ("Retry-After", str(AGAIN))]
            return http.Response("", status=503, headers=headers)
        return serve(self)

    return serve_nodb


def post_load():
    """Once a process, when the module's code is loaded."""
    request_class = http.Request
    if request_class._serve_nodb.__name__ == "_serve_nodb":
        request_class._serve_nodb = unavailable_without_database(
            request_class._serve_nodb
        )
