"""The security check sheet: what it says, to whom, and that no secret is in it."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..connectors import CONNECTORS
from .outsourcer_case import OutsourcerCase

REPORT = "social_inbox.security_sheet"
SECRET = "Zebrafish"
ADDRESS = f"https://user:{SECRET}@hooks.example/{SECRET}?key={SECRET}"


class SheetCase(OutsourcerCase):
    """``sale`` with a word in everything that lets somebody in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channels = cls.sale_channel
        for platform, connector in CONNECTORS.items():
            if any(setting.secret for setting in connector.settings):
                cls.channels |= cls.new_secret_channel(platform, connector)
        cls.sale.address_ids = [
            Command.create({"code": "gateway", "address": f"{SECRET}@gateway.example"})
        ]
        cls.rule = cls.env["social.rule"].create(
            {
                "name": "Tell the shop",
                "words_any": "tent",
                "webhook_url": "https://hooks.example/x",
                "webhook_secret": SECRET,
                "campaign_ids": [Command.set(cls.sale.ids)],
            }
        )
        # written as an older version might have let it through
        cls.env.cr.execute(
            "UPDATE social_rule SET webhook_url = %s, active = (id = %s)",
            [ADDRESS, cls.rule.id],
        )
        cls.env.invalidate_all()

    @classmethod
    def new_secret_channel(cls, platform, connector):
        texts = {
            one.name: SECRET
            for one in connector.settings
            if one.type in ("char", "text", "password")
        }
        channel = cls.env["social.channel"].create(
            {
                "name": f"{connector.label} of the shop",
                "platform": platform,
                "campaign_id": cls.sale.id,
                "settings": {
                    name: value
                    for name, value in texts.items()
                    if name not in cls.secret_names(connector)
                },
                "cursor": SECRET,
                "receipt": SECRET,
                "last_error": f"The token {SECRET} is wrong",
                "send_error": f"The token {SECRET} is wrong",
                "account_id": SECRET,
            }
        )
        for name in cls.secret_names(connector):
            cls.env["social.credential"].sudo()._store_secret(channel, name, SECRET)
        channel.state = "connected"
        return channel

    @classmethod
    def secret_names(cls, connector):
        return {one.name for one in connector.settings if one.secret}

    def html(self, user, campaign=None):
        reports = self.env["ir.actions.report"].with_user(user)
        ids = (self.sale if campaign is None else campaign).ids
        return reports._render_qweb_html(REPORT, ids)[0].decode()

    def missing(self, user=None, campaign=None):
        reports = self.env["report.social_inbox.security_sheet"]
        campaign = campaign or self.sale
        values = reports.with_user(user or self.administrator)._get_report_values(
            campaign.ids
        )
        return "\n".join(values["sheets"][campaign.id]["missing"])

    def outsiders(self):
        return (self.agent, self.x1, self.y1, self.xlead, self.ylead, self.stranger)


@tagged("post_install", "-at_install")
class TestSheet(SheetCase):
    def test_no_secret_is_in_it(self):
        for user in (self.administrator, self.supervisor, self.lead):
            html = self.html(user)
            with self.subTest(user=user.login):
                for channel in self.channels:
                    self.assertIn(channel.name, html)
                    self.assertNotIn(channel.sudo().webhook_key, html)
                kept = self.channels.sudo().credential_ids.mapped("value")
                for secret in (
                    SECRET,
                    "hunter2",
                    self.rule.sudo().webhook_cipher,
                    *kept,
                ):
                    self.assertNotIn(secret, html)
                self.assertIn("Tell the shop", html)

    def test_what_only_administrators_read(self):
        words = ("hooks.example", "Connected by", "The key", "kept, encrypted: ")
        full, less = self.html(self.administrator), self.html(self.supervisor)
        for word in words:
            self.assertIn(word, full)
            self.assertNotIn(word, less)
        for html in (full, less):
            self.assertIn("kept, encrypted", html)
            self.assertIn("30 days after they were read", html)
            self.assertIn(self.lead.name, html)
            self.assertIn("X-Force", html)
            self.assertIn(self.env.company.name, html)
        self.assertIn(self.administrator.name, full)

    def test_who_connected_it(self):
        channel = self.sale_channel.with_user(self.administrator)
        channel.state = "draft"
        channel.state = "connected"
        self.assertEqual(channel.connected_user_id, self.administrator)
        moment = channel.connected_date
        self.assertTrue(moment)
        channel.with_user(self.env.ref("base.user_admin")).state = "broken"
        channel.with_user(self.env.ref("base.user_admin")).state = "connected"
        self.assertEqual(channel.connected_user_id, self.administrator)

    def test_what_is_missing(self):
        channel = self.sale_channel
        now = fields.Datetime.now()
        for values, text in (
            ({"state": "draft"}, "Sales: it is not connected."),
            ({"state": "broken"}, "Sales: it does not work"),
            ({"missing_scopes": "pages_messaging"}, "missing: pages_messaging"),
            ({"token_expiry_date": now}, "Sales: the access has ended"),
            (
                {"token_expiry_date": fields.Datetime.add(now, days=2)},
                "Sales: the access ends within 7 days",
            ),
            ({"user_id": False}, "Sales: nobody is responsible"),
        ):
            self.assertNotIn(text, self.missing())
            before = {name: channel[name] for name in values}
            channel.write(values)
            self.assertIn(text, self.missing())
            channel.write(before)

    def test_credentials_that_are_not_encrypted_or_missing(self):
        credentials = self.sale_channel.sudo().credential_ids
        credentials.value = "in the clear"
        self.assertIn("Sales: a credential is not encrypted", self.missing())
        self.assertIn("NOT encrypted", self.html(self.supervisor))
        self.assertNotIn("in the clear", self.html(self.administrator))

    def test_people_and_answers(self):
        text = self.missing()
        self.assertNotIn("no supervisor of its own", text)
        self.assertNotIn("not signed", text)
        self.sale.supervisor_ids = False
        self.sale.is_apart = False
        self.y.social_supervisor_ids = False
        self.rule.sudo().webhook_cipher = False
        kinds = ("iban", "card", "mail", "phone", "order")
        self.sale.write({f"guard_{kind}": "nothing" for kind in kinds})
        self.parameters.set_param("social_inbox.keep_arrivals_days", "400")
        text = self.missing()
        for part in (
            "no supervisor of its own",
            "Outsourcers see what others work on",
            "the agents of Yes Men",
            "not signed: Tell the shop",
            "Nothing is looked for",
            "more than a year",
        ):
            self.assertIn(part, text)

    def test_second_factor(self):
        users = self.env["res.users"]
        if "totp_enabled" not in users._fields:
            self.skipTest("auth_totp is not installed")

        def second():
            reports = self.env["report.social_inbox.security_sheet"]
            sheet = reports._people(self.sale.sudo())
            return {row[0]: row[-1] for row in sheet["tables"][0]["rows"]}

        self.assertEqual(second()[self.agent.name], "No")
        self.env.cr.execute(
            "UPDATE res_users SET totp_secret = %s WHERE id = %s",
            [SECRET, self.agent.id],
        )
        self.env.invalidate_all()
        self.assertEqual(second()[self.agent.name], "Yes")
        self.assertEqual(second()[self.x1.name], "No")
        self.assertIn("without a second factor", self.missing())
        self.assertNotIn(SECRET, self.html(self.administrator))

    def test_what_each_sees(self):
        reports = self.env["report.social_inbox.security_sheet"]

        def seen():
            sheet = reports._people(self.sale.sudo())
            return {row[0]: (row[1], row[3]) for row in sheet["tables"][0]["rows"]}

        of_team = "The outsourcer's and nobody's twists"
        self.assertEqual(seen()[self.agent.name], ("Agent", "All twists"))
        self.assertEqual(seen()[self.x1.name], ("Agent", of_team))
        lead = ("Supervisor of the campaign", "All twists")
        self.assertEqual(seen()[self.lead.name], lead)
        xlead = ("Supervisor of an outsourcer", of_team)
        self.assertEqual(seen()[self.xlead.name], xlead)
        self.sale.is_restricted = True
        self.agent.social_is_trainee = True
        own = ("Agent, trainee", "Own and nobody's twists")
        self.assertEqual(seen()[self.agent.name], own)
        self.assertEqual(seen()[self.x1.name][1], own[1])

    def test_only_for_those_who_decide(self):
        self.recall.supervisor_ids = self.stranger
        for user in (*self.outsiders(), self.portal, self.employee):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.sale.with_user(user).action_print_security_sheet()
                with self.assertRaises(AccessError):
                    self.html(user)
        self.assertIn("Recall", self.html(self.stranger, self.recall))
        with self.assertRaises(AccessError):
            self.html(self.stranger, self.recall | self.sale)
        for user in (self.lead, self.supervisor, self.administrator):
            action = self.sale.with_user(user).action_print_security_sheet()
            self.assertEqual(action["report_name"], REPORT)

    def test_in_the_menu_of_those_who_decide(self):
        def printed(user):
            bindings = self.env["ir.actions.actions"].with_user(user)
            found = bindings.get_bindings("social.campaign").get("report", ())
            return [one["name"] for one in found]

        self.assertIn("Security Check Sheet", printed(self.lead))
        self.assertNotIn("Security Check Sheet", printed(self.agent))

    def test_several_campaigns_and_none(self):
        html = self.html(self.supervisor, self.sale | self.recall)
        self.assertEqual(html.count("<h1"), 2)
        with self.assertRaisesRegex(UserError, "Choose the campaign"):
            self.html(self.supervisor, self.sale.browse())

    def test_the_same_queries_for_any_number(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.missing(self.administrator)
            return self.cr.sql_log_count - start

        queries()
        before = queries()
        for number in range(5):
            self.sale.user_ids |= self.new_agent(f"many_{number}")
            self.sale.supervisor_ids |= self.new_agent(f"lead_{number}")
            self.new_offline_channel(f"Many {number}", campaign_id=self.sale.id)
        queries()
        self.assertLessEqual(queries(), before)


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestSheetAddress(SheetCase, HttpCase):
    def get(self, user, converter="html"):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))
        return self.url_open(f"/report/{converter}/{REPORT}/{self.sale.id}")

    @mute_logger("odoo.http")
    def test_by_its_address(self):
        for user in (*self.outsiders(), self.portal, self.employee):
            for converter in ("html", "text", "pdf"):
                with self.subTest(user=user.login, converter=converter):
                    answer = self.get(user, converter)
                    self.assertEqual(answer.status_code, 403)
                    self.assertNotIn(self.sale_channel.name, answer.text)
        for user in (self.lead, self.supervisor, self.administrator):
            answer = self.get(user)
            self.assertEqual(answer.status_code, 200)
            self.assertIn("Security Check Sheet", answer.text)
            self.assertNotIn(SECRET, answer.text)
