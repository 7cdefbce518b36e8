"""Nobody gets by any address what they may not see."""

import json

from odoo.http import Controller, Request
from odoo.tests import HttpCase, tagged

from .access_case import WORD, AccessCase
from .public_methods import OURS

# each door of ours, and whom it is for; what stands behind it is tested there
ROUTES = {
    "/ideas": "members and, where a company wants that, everybody (test_community)",
    "/ideas/page/<int:page>": "the same",
    "/ideas/<int:idea_id>": "whoever may read the idea (test_community)",
    "/ideas/<int:idea_id>/vote": "members (test_community)",
    "/ideas/vote": "members (test_community)",
    "/ideas/<int:idea_id>/follow": "members (test_community)",
    "/ideas/<int:idea_id>/comment": "members (test_community)",
    "/ideas/new": "members (test_community)",
    "/ideas/similar": "members (test_community)",
    "/my/ideas": "members, their own (test_community)",
    "/r/<string:code>/s/<string:token>": "customers (test_group_answer_links)",
    "/social/invitation/<string:token>": "who has the token (test_invitation_pages)",
    "/social/invitation/<string:token>/accept": "the same",
    "/social/invitation/<string:token>/decline": "the same",
    "/social/invitation/<string:token>/join": "the same",
    "/social/invitation/<string:token>/login": "the same",
    "/social/invitation/<string:token>/opened": "the same",
    "/social/invitation-finish": "whoever logged in over it (test_invitation_pages)",
    "/social/invitation-finish/join": "the same",
    "/social/invitation-finish/leave": "the same",
    "/social_inbox/oauth/callback": "administrators (test_connector_oauth)",
    "/social_inbox/oauth/start/<int:channel_id>": "administrators",
    "/social_inbox/webhook/<string:key>": "platforms that know the key and sign",
}


def own_controllers(controller=Controller):
    for one in controller.__subclasses__():
        if one.__module__.startswith(OURS):
            yield one
        yield from own_controllers(one)


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestAddresses(AccessCase, HttpCase):
    def enter(self, user):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))

    def addresses(self):
        """What a browser may ask for, of what is hidden."""
        twist, profile = self.hidden.id, self.hidden.profile_id.id
        inbound = self.records()["social.inbound"].id
        return [
            f"/odoo/social.twist/{twist}",
            f"/odoo/action-social_inbox.social_twist_action/{twist}",
            f"/web/image/{self.file.id}",
            f"/web/content/{self.file.id}",
            f"/web/content/{self.file.id}?download=1&access_token=x",
            f"/web/content/ir.attachment/{self.file.id}/raw",
            f"/web/content/ir.attachment/{self.file.id}/datas",
            f"/web/content/social.inbound/{inbound}/body",
            f"/web/content/social.twist/{twist}/name",
            f"/web/image/social.profile/{profile}/name",
            f"/mail/view?model=social.twist&res_id={twist}",
            f"/mail/message/{self.note.id}",
            f"/web/csv/{twist}",
        ]

    def calls(self):
        """What Odoo's client asks the server, of what is hidden."""
        thread = {"thread_model": "social.twist", "thread_id": self.hidden.id}
        names = ["name", "preview", "message_ids_social"]
        yield from (
            self.call_kw(model, method, arguments)
            for model, records in self.records().items()
            for method, arguments in (
                ("read", [records.ids, ["display_name"]]),
                ("web_read", [records.ids, {"display_name": {}}]),
                ("get_formview_action", [records.ids]),
            )
        )
        yield self.call_kw("social.twist", "conversation", [self.hidden.ids])
        yield self.call_kw("social.twist", "export_data", [self.hidden.ids, names])
        yield self.call_kw("social.twist", "_screen_details", [self.hidden.ids])
        yield "/mail/thread/messages", {**thread, "fetch_params": {"limit": 9}}
        yield "/mail/thread/recipients", {**thread, "message_id": self.note.id}
        request = ["mail.thread", {**thread, "request_list": ["attachments"]}]
        yield "/mail/data", {"fetch_params": [request]}
        yield (
            "/mail/message/post",
            {**thread, "post_data": {"body": "x", "message_type": "comment"}},
        )
        yield (
            "/mail/message/update_content",
            {"message_id": self.note.id, "update_data": {"body": "y"}},
        )
        yield "/mail/attachment/delete", {"attachment_id": self.file.id}

    def call_kw(self, model, method, arguments):
        params = {"model": model, "method": method, "args": arguments, "kwargs": {}}
        return f"/web/dataset/call_kw/{model}/{method}", params

    def ask(self, address, params):
        data = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json"}
        return self.url_open(address, data=data, headers=headers).text

    def test_addresses(self):
        for user in (self.portal, self.employee, self.nobody, self.x1, self.xlead):
            self.enter(user)
            for address in self.addresses():
                with self.subTest(user=user.login, address=address):
                    answer = self.url_open(address, allow_redirects=True)
                    self.assertNotIn(WORD.encode(), answer.content)
        self.enter(self.ylead)
        answer = self.url_open(f"/web/content/{self.file.id}")
        self.assertEqual(answer.content, WORD.encode())

    def test_calls(self):
        before = self.state()
        for user in (self.portal, self.employee, self.nobody, self.x1, self.xlead):
            self.enter(user)
            for address, params in self.calls():
                with self.subTest(user=user.login, address=address, params=params):
                    self.assertNotIn(WORD, self.ask(address, params))
        self.assertTrue(self.file.exists())
        self.assertIn(WORD, self.note.body)
        self.assertEqual(self.state(), before)
        self.enter(self.ylead)
        address, params = self.call_kw(
            "social.twist", "conversation", [self.hidden.ids]
        )
        self.assertIn(WORD, self.ask(address, params))

    def test_a_file_is_not_put_on_a_hidden_twist(self):
        for user in (self.portal, self.nobody, self.x1):
            self.enter(user)
            token = Request.csrf_token(self)
            self.url_open(
                "/web/binary/upload_attachment",
                data={
                    "model": "social.twist",
                    "id": self.hidden.id,
                    "csrf_token": token,
                },
                files={"ufile": ("b.txt", b"b", "text/plain")},
            )
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "social.twist"), ("res_id", "=", self.hidden.id)]
        )
        self.assertEqual(files, self.file)

    def test_no_secret_of_a_channel(self):
        channel = self.sale_channel
        key = channel.webhook_key
        names = ["mail_username", "mail_password", "settings", "webhook_key", "cursor"]
        for user in (self.y1, self.ylead, self.lead, self.supervisor):
            self.enter(user)
            for name in names:
                for method, arguments in (
                    ("read", [channel.ids, [name]]),
                    ("web_read", [channel.ids, {name: {}}]),
                    ("export_data", [channel.ids, [name]]),
                    ("search_count", [[(name, "ilike", "b")]]),
                    ("formatted_read_group", [[], [name], ["__count"]]),
                    ("search_read", [[], ["name"], 0, 9, f"{name} desc"]),
                    ("onchange", [channel.ids, {}, [], {name: {}}]),
                ):
                    with self.subTest(user=user.login, name=name, method=method):
                        address, params = self.call_kw(
                            "social.channel", method, arguments
                        )
                        answer = self.ask(address, params)
                        for secret in ("hunter2", key, '"box"'):
                            self.assertNotIn(secret, answer)
                        if method != "onchange":
                            self.assertIn("error", json.loads(answer))

    def test_each_route_is_known(self):
        routes = {
            route
            for controller in own_controllers()
            for function in vars(controller).values()
            for route in getattr(function, "original_routing", {}).get("routes") or ()
        }
        self.assertEqual(routes, set(ROUTES))
