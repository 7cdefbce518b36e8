"""Where the links of group answers lead, by way of counting the click (spec B18)."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

# what fetches a page to show a preview of it, beside those that Odoo knows
PREVIEWS = (
    "mastodon",
    "http.rb",
    "cardyb",
    "embedly",
    "iframely",
    "skypeuri",
    "vkshare",
)
IN_APP = "instagram"  # Odoo takes it for a robot, but there people read pages, too
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class TrackedLink(http.Controller):
    @http.route(
        "/r/<string:code>/s/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        save_session=False,
    )
    def follow(self, code, token, **_kwargs):
        """To the page that the link means; who followed it is counted, robots not."""
        address = request.env["link.tracker"].sudo().get_url_from_code(code)
        if not address:
            raise NotFound()
        line = request.env["social.group.answer.line"]._of_token(token)
        if line and is_person():
            line._note_click(code, request.geoip.country_code)
        response = request.redirect(address, code=302, local=False)
        response.headers.update(HEADERS)
        return response


def is_person():
    """Whether a browser shows the page to somebody."""
    web = request.httprequest
    if web.method != "GET" or "prefetch" in web.headers.get("Sec-Purpose", ""):
        return False
    agent = web.user_agent.string.lower()
    if IN_APP in agent and "mobile/" in agent:
        return True
    is_preview = any(name in agent for name in PREVIEWS)
    return bool(agent) and not (is_preview or request.env["ir.http"].is_a_bot())
