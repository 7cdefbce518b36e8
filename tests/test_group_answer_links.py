"""Links that tell who clicked, through real mail and real requests (spec B18)."""

import re

from odoo.tests import HttpCase, tagged

from .common import MailChannelCase, compose, mails_of
from .test_group_answer import GroupCase

PAGE = "https://shop.example/late?from=mail"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
INSTAGRAM = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Mobile/22B83 Instagram 354.0.0.29.90"
)
ROBOTS = (
    "facebookexternalhit/1.1",
    "WhatsApp/2.24",
    "TelegramBot (like TwitterBot)",
    "http.rb/5.1.1 (Mastodon/4.2.10; +https://mastodon.example/)",
    "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1)",
    "LinkedInBot/1.0",
)
LINK = re.compile(r"https?://[^/\s]+/r/(\w+)/s/([\w-]+)")


@tagged("post_install", "-at_install")
class TestLinks(GroupCase):
    def test_each_author_has_an_own_link(self):
        group = self.draft(
            self.known(2), f"See {PAGE} or {PAGE}, {{{{ person.name }}}}."
        )
        group.action_send()
        texts = self.answers(group).mapped("text")
        found = [LINK.findall(text) for text in texts]
        self.assertEqual([len(one) for one in found], [2, 2])
        codes = {code for one in found for code, _token in one}
        tokens = {token for one in found for _code, token in one}
        self.assertEqual((len(codes), len(tokens)), (1, 2))
        self.assertEqual(group.link_ids.mapped("url"), [PAGE])
        for text in texts:
            self.assertNotIn("shop.example/late", text)
            self.assertNotIn("ana", text.lower(), "nothing personal in the address")
        for token in tokens:
            self.assertGreaterEqual(len(token), 12)

    def test_links_of_campaigns_in_odoo(self):
        group = self.draft(self.known(), f"See {PAGE}", name="Late")
        group.action_send()
        link = group.link_ids
        self.assertEqual(link.medium_id.name, "Social Inbox")
        self.assertEqual(link.source_id.name, f"Late ({group.id})")
        self.assertIn("utm_medium=Social+Inbox", link.redirected_url)

    def test_without_tracking(self):
        group = self.draft(self.known(), f"See {PAGE}", track_links=False)
        group.action_send()
        self.assertEqual(self.answers(group).text, f"See {PAGE}")
        self.assertFalse(group.link_ids)

    def test_no_placeholder_in_a_link(self):
        page = "https://shop.example/?to={{ person.name }}"
        with self.assertRaisesRegex(Exception, "has a placeholder in it"):
            self.draft(self.known(), f"See {page}").action_send()

    def test_the_preview_is_as_long(self):
        group = self.draft(self.known(), f"See {PAGE}")
        shown = len(group.plan["previews"][0]["text"])
        group.action_send()
        sent = len(self.answers(group).text)
        self.assertLessEqual(sent, shown)
        self.assertLess(shown - sent, 4)

    def test_a_server_that_nobody_reaches(self):
        group = self.draft(self.known(), f"See {PAGE}")
        self.assertTrue(group.track_links)
        self.assertFalse(group.plan["problem"])
        for address in ("http://localhost:8069", "http://10.0.0.7", "http://odoo"):
            self.parameters.set_param("web.base.url", address)
            group.invalidate_recordset(["plan"])
            self.assertIn("cannot reach", group.plan["problem"])
            other = self.draft(self.known(), f"See {PAGE}")
            self.assertFalse(other.track_links)
            self.assertIn("not tracked", other.plan["note"])

    def test_a_second_text_to_those_who_did_not_click(self):
        twists = self.known(2)
        group = self.draft(twists, f"See {PAGE}")
        group.action_send()
        self.deliver(self.answers(group))
        first, second = group.sudo().line_ids
        first._note_click(group.link_ids.code)
        self.assertEqual(group.clicked_count, 1)
        action = group.action_view_not_clicked()
        lines = self.env[action["res_model"]].with_user(self.agent)
        found = lines.search(action["domain"])
        self.assertEqual(found.twist_id, second.twist_id)
        again = found.action_group_answer()
        again = self.env["social.group.answer"].browse(again["res_id"])
        self.assertEqual(again.line_ids.twist_id, second.twist_id)
        tag = self.env["social.tag"].create({"name": "Did not click"})
        dialog = found.action_follow_up()
        todo = self.env.ref("mail.mail_activity_data_todo")
        wizard = (
            self.env["social.group.follow.up"]
            .with_user(self.agent)
            .with_context(**dialog["context"])
            .create(
                {
                    "tag_ids": [(6, 0, tag.ids)],
                    "snoozed_until": "2099-01-01 10:00:00",
                    "activity_type_id": todo.id,
                }
            )
        )
        wizard.action_apply()
        self.assertEqual(second.twist_id.tag_ids, tag)
        self.assertTrue(second.twist_id.snoozed_until)
        self.assertEqual(second.twist_id.activity_ids.user_id, self.agent)
        self.assertFalse(first.twist_id.tag_ids)

    def test_what_a_deleted_person_clicked(self):
        twist = self.known()
        group = self.draft(twist, f"See {PAGE}")
        group.action_send()
        [line] = group.sudo().line_ids
        token, link = line.token, group.link_ids
        line._note_click(link.code)
        self.assertEqual((line.click_count, link.count), (1, 1))
        self.assertFalse(line.click_ids.ip)
        twist.partner_id.unlink()
        self.env.invalidate_all()
        self.assertFalse(line.click_ids)
        self.assertEqual((line.click_count, link.count), (0, 0))
        self.assertFalse(line._of_token(token))


@tagged("post_install", "-at_install")
class TestMail(MailChannelCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.parameters.set_param("web.base.url", self.base_url())
        self.parameters.set_param("social_inbox.bulk_interval_seconds", "0")

    def arrived_twists(self, count):
        twists = self.receive(
            *(
                compose(
                    self.address,
                    From=f"Customer {number} <{number}.{self.customer}>",
                    Subject=f"Question {number}",
                )
                for number in range(count)
            )
        ).sorted("name")
        for number, twist in enumerate(twists):
            person = self.env["res.partner"].create({"name": f"Person {number}"})
            twist.action_next_phase()
            twist.profile_id._assign_person(person, "contract")
        return twists

    def follow(self, path, agent):
        """What a program with this name gets for a link."""
        headers = {"User-Agent": agent}
        return self.url_open(path, headers=headers, allow_redirects=False)

    def test_from_the_dialog_to_the_click(self):
        """Answers arrive in the customers' mailboxes with links that work; a click
        counts once, robots do not."""
        twists = self.arrived_twists(2)
        action = twists.with_user(self.agent).action_group_answer()
        group = self.env["social.group.answer"].with_user(self.agent)
        group = group.browse(action["res_id"])
        group.write(
            {"text": f"Dear {{{{ person.name }}}}: {PAGE}", "track_links": True}
        )
        group.action_send()
        self.work()
        self.assertEqual((group.state, group.sent_count), ("done", 2))
        for number in range(2):
            [raw] = mails_of(f"{number}.{self.customer}")
            self.assertIn(f"Person {number}".encode(), raw)
        text = raw.decode().replace("=\r\n", "").replace("=\n", "")
        code, token = LINK.search(text).groups()
        line = group.sudo().line_ids.filtered(lambda one: one.token == token)
        self.assertEqual(line.twist_id, twists[1])
        path = f"/r/{code}/s/{token}"
        for agent in ROBOTS:
            response = self.follow(path, agent)
            self.assertEqual(response.status_code, 302)
        self.env.invalidate_all()
        self.assertFalse(line.click_count)
        response = self.follow(path, BROWSER)
        self.assertTrue(response.headers["Location"].startswith(PAGE))
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.env.invalidate_all()
        self.assertEqual((line.click_count, group.clicked_count), (1, 1))
        self.assertTrue(line.first_click)
        self.follow(path, INSTAGRAM)
        self.env.invalidate_all()
        self.assertEqual((line.click_count, group.clicked_count), (2, 1))
        self.check_strange_links(code, token, group)

    def check_strange_links(self, code, token, group):
        """A code or a token of something else counts nothing."""
        self.assertEqual(self.follow(f"/r/nothing/s/{token}", BROWSER).status_code, 404)
        response = self.follow(f"/r/{code}/s/guessed", BROWSER)
        self.assertEqual(response.status_code, 302)
        other = self.env["link.tracker"].create(
            {"url": "https://other.example", "title": "Other"}
        )
        self.follow(f"/r/{other.code}/s/{token}", BROWSER)
        self.env.invalidate_all()
        self.assertEqual(other.count, 0)
        self.assertEqual(sum(group.line_ids.mapped("click_count")), 2)
