"""Where the personal link of an invitation leads (spec A12, C11).

Looking at a page changes nothing: previews and scanners look, too. Each step is a
form of its own with Odoo's token against forgery.
"""

import logging
import re
from datetime import datetime, timedelta

from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.auth_signup.controllers.main import AuthSignupHome

from ..models.social_invitation import ADDRESS
from .community import HOME

COMMUNITY_PAGE = HOME  # where there is something to vote on, also for newcomers
FINISH = "/social/invitation-finish"
PENDING = "social_invitation"  # in the session: [id, ISO time of the click]
PENDING_HOURS = 1  # browsers are shared
LINK = ADDRESS + "<string:token>"
GONE = 410
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
PUBLIC = {"type": "http", "auth": "public", "website": True, "sitemap": False}
USER = {**PUBLIC, "auth": "user"}
LOGGED = re.compile(
    r"(social(?:/|%(?:25)*2F)invitation(?:/|%(?:25)*2F))[^\s/?&%\"]+", re.IGNORECASE
)


class WithoutTokens(logging.Filter):
    """Odoo's server logs each request's path; tokens are left out."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(
                LOGGED.sub(r"\1***", one) if isinstance(one, str) else one
                for one in record.args
            )
        return True


logging.getLogger("werkzeug").addFilter(WithoutTokens())


class Invitation(http.Controller):
    @http.route(LINK, methods=["GET"], **PUBLIC)
    def show(self, token, **_kwargs):
        """Who invites, to what, and the three answers."""
        invitation = find(token)
        if invitation.state == "successful" and is_theirs(invitation):
            return request.redirect(COMMUNITY_PAGE, 303)
        return page("invitation", invitation, token)

    @http.route(f"{LINK}/decline", methods=["GET"], **PUBLIC)
    def ask_why(self, token, **_kwargs):
        return page("invitation_decline", find(token), token)

    @http.route(f"{LINK}/opened", methods=["POST"], **PUBLIC)
    def opened(self, token, **_kwargs):
        """Said by the page's script: somebody looks, and no program."""
        if not request.env.user._is_internal():
            find(token)._note_opened()
        return request.make_response("", HEADERS.items(), status=204)

    @http.route(f"{LINK}/decline", methods=["POST"], **PUBLIC)
    def decline(self, token, reason="", is_final="", **_kwargs):
        invitation = find(token)
        try:
            reason = reason if isinstance(reason, str) else ""  # a file
            invitation._decline(reason, bool(is_final))
        except UserError as error:
            return refused(error)
        return page("invitation_declined", invitation, token)

    @http.route(f"{LINK}/join", methods=["POST"], **PUBLIC)
    def join(self, token, **_kwargs):
        """To the sign-up form, for the author's own person."""
        invitation = find(token)
        if not remember(invitation):
            return page("invitation", invitation, token)
        sign_up = invitation._sign_up_token()
        if not sign_up:
            return self._without_sign_up(invitation)
        request.session["auth_signup_token"] = sign_up
        return request.redirect("/web/signup", 303)

    def _without_sign_up(self, invitation):
        """There is an account already, or nobody knows for whom to make one."""
        scope = request.env["res.users"]._get_signup_invitation_scope()
        if not invitation.profile_id.partner_id and scope == "b2c":
            return request.redirect("/web/signup", 303)
        text = request.env._("Log in with the account that you have.")
        return request.redirect_query("/web/login", {"message": text}, 303)

    @http.route(f"{LINK}/login", methods=["POST"], **PUBLIC)
    def login(self, token, **_kwargs):
        return log_in(find(token), token)

    @http.route(f"{LINK}/accept", methods=["POST"], **PUBLIC)
    def accept(self, token, **_kwargs):
        """Somebody who is logged in joins with that account."""
        if request.env.user._is_public():  # logged out meanwhile
            return log_in(find(token), token)
        return enter(find(token), "")

    @http.route(FINISH, methods=["GET"], **USER)
    def finish(self, **_kwargs):
        """Behind the login: what was begun by Join or I Have an Account.

        In a shared browser somebody else may have logged in since: whoever is not
        the author's known person is asked.
        """
        invitation, _since = remembered()
        user, known = request.env.user, invitation.profile_id.partner_id
        is_known = user._is_internal() or user.partner_id == known  # or is refused
        if is_known or not invitation._is_usable():
            return finished()
        return page("invitation_confirm", invitation, "", FINISH)

    @http.route(f"{FINISH}/join", methods=["POST"], **USER)
    def confirm(self, **_kwargs):
        return finished()

    @http.route(f"{FINISH}/leave", methods=["POST"], **USER)
    def leave(self, **_kwargs):
        """Somebody else's invitation: it stays open for whoever has the link."""
        forget()
        return request.redirect(COMMUNITY_PAGE, 303)


class InvitationLogin(AuthSignupHome):
    def _login_redirect(self, uid, redirect=None):
        """However somebody logs in, a second factor included: finish first."""
        if remembered()[0]:
            redirect = FINISH
        return super()._login_redirect(uid, redirect=redirect)

    def get_auth_signup_qcontext(self):
        """Say why the form does not work: the token died with the link."""
        qcontext = super().get_auth_signup_qcontext()
        invitation, _since = remembered()
        if invitation and qcontext.get("invalid_token"):
            try:
                invitation._check_usable()
            except UserError as error:
                qcontext["error"] = str(error)
        return qcontext

    def do_signup(self, qcontext, do_login=True):
        """No account by an invitation that was revoked while the form was open."""
        invitation, _since = remembered()
        token = request.session.get("auth_signup_token")
        if invitation and token and token == qcontext.get("token"):
            invitation._check_usable()
        return super().do_signup(qcontext, do_login=do_login)


def find(token):
    """The invitation of a link, as the system: the link is the right to use it.

    :raises NotFound: nobody was ever sent this link
    """
    invitation = request.env["social.invitation"]._find(token)
    if not invitation:
        raise NotFound()
    invitation._expire_if_due()
    return invitation


def is_theirs(invitation):
    user = request.env.user
    return not user._is_public() and invitation.partner_id == user.partner_id


def remember(invitation):
    """Keep in the session what is finished after the login; False if it is over."""
    if invitation._is_usable():
        now = fields.Datetime.now().isoformat()
        request.session[PENDING] = [invitation.id, now]
    return invitation._is_usable()


def remembered():
    """(invitation as the system or none, time of the click)."""
    invitations = request.env["social.invitation"].sudo()
    identity, moment = request.session.get(PENDING) or (0, "")
    since = datetime.fromisoformat(moment) if moment else datetime.min
    if since < fields.Datetime.now() - timedelta(hours=PENDING_HOURS):
        return invitations, since
    return invitations.browse(identity).exists(), since


def log_in(invitation, token):
    """To the form, without the token in its address."""
    if not remember(invitation):
        return page("invitation", invitation, token)
    return request.redirect("/web/login", 303)


def finished():
    """Join as who is logged in, if something was begun."""
    invitation, since = remembered()
    forget()
    if not invitation:
        return request.redirect(COMMUNITY_PAGE, 303)
    return enter(invitation, invitation._how(request.env.user, since))


def forget():
    for name in (PENDING, "auth_signup_token"):
        request.session.pop(name, None)


def enter(invitation, how):
    """Join with the account that is logged in, and go to the community."""
    if invitation.state == "successful" and is_theirs(invitation):
        return request.redirect(COMMUNITY_PAGE, 303)
    try:
        invitation._accept(request.env.user, how)
    except UserError as error:
        return refused(error)
    return request.redirect(COMMUNITY_PAGE, 303)


def page(name, invitation, token, address=ADDRESS):
    """A page that knows the company, and nothing of the person or the twist."""
    is_usable = invitation._is_usable()
    user = request.env.user
    values = {
        "res_company": invitation.company_id,
        "state": invitation.state,
        "is_usable": is_usable,
        "is_logged_in": not user._is_public(),
        "is_colleague": user._is_internal(),
        "address": address + token,
        "no_footer_language": True,
    }
    return answer(name if is_usable else "invitation_over", values, is_usable)


def refused(error):
    return answer("invitation_refused", {"text": str(error)}, False)


def answer(name, values, is_usable):
    response = request.render(f"social_inbox.{name}", values)
    response.status_code = 200 if is_usable else GONE
    response.headers.update(HEADERS)
    return response
