"""The way to a login on a platform and back (RFC 6749, RFC 7636)."""

import secrets

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request, route
from odoo.tools import consteq

KEY = "social_inbox_login"
OPTIONS = {"type": "http", "auth": "user", "website": True, "sitemap": False}
FORM = "/odoo/social-channels/{}"


class OAuth(http.Controller):
    """State and verifier stay in the session of whoever began; a way back that did not
    begin there leads nowhere."""

    @route("/social_inbox/oauth/start/<int:channel_id>", **OPTIONS)
    def start(self, channel_id, **query):
        channel = request.env["social.channel"].browse(channel_id).exists()
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        try:
            url = channel._login_url(state, verifier)
        except (AccessError, UserError, ValueError) as error:
            return self._told(channel, str(error))
        request.session[KEY] = [channel.id, state, verifier]
        return request.redirect(url, local=False)

    @route("/social_inbox/oauth/callback", **OPTIONS)
    def callback(self, state="", code="", **query):
        begun = request.session.pop(KEY, None)
        if not begun or not consteq(str(state).encode(), begun[1].encode()):
            text = request.env._("This login was not begun here. Begin it once more.")
            return self._told(request.env["social.channel"], text)
        channel = request.env["social.channel"].browse(begun[0]).exists()
        if not code:
            said = query.get("error_description") or query.get("error") or ""
            text = request.env._("The platform did not log you in. It said: %s", said)
            return self._told(channel, text)
        try:
            channel._login_finish(code, begun[2])
        except (AccessError, UserError) as error:
            return self._told(channel, str(error))
        return request.redirect(FORM.format(channel.id))

    def _told(self, channel, text):
        """A page that says what went wrong, and leads back."""
        back = FORM.format(channel.id) if channel else FORM.format("")
        values = {"text": text, "back": back}
        return request.render("social_inbox.login_failed", values, status=400)
