"""From a platform's mail to a twist of the platform, and to an answer by mail."""

import json
from email import message_from_bytes, policy

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..connectors.types import Payload
from .common import ArrivalCase, MailChannelCase, mails_of
from .test_bridge import FOLDER

TOKEN = "reply+AKTENT7Q2XKEYT0KEN3NMEVBNHHABCDE@reply.github.com"
SETTINGS = {
    "mail_authserv_id": "mx.shop.example",
    "mail_bridge_domains": "forum.example.org example.org social.example",
}


def raw(name, **replaced):
    """A mail of a platform; ``to`` is the mailbox's address."""
    body = (FOLDER / f"{name}.eml").read_bytes()
    address = replaced.get("to", "support@shop.example")
    return body.replace(b"support@shop.example", address.encode())


class BridgeCase(ArrivalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.new_offline_channel("Notifications", **SETTINGS)

    def told(self, name):
        return self.arrive(raw(name))

    def ready(self, twist):
        """The twist where its author may be answered."""
        twist.action_next_phase()
        person = self.env["res.partner"].create({"name": "Ana"})
        twist.assign_person(person, "contract")
        return twist


@tagged("post_install", "-at_install")
class TestTold(BridgeCase):
    def test_a_twist_of_the_platform(self):
        twist = self.told("github/issue_comment_2025")
        self.assertEqual((twist.platform, twist.is_bridged), ("github", True))
        self.assertEqual(twist.channel_id, self.channel)
        self.assertEqual(twist.profile_id.handle, "anacosta")
        self.assertEqual(twist.profile_id.platform, "github")
        message = twist.message_ids_social
        self.assertEqual((message.kind, message.is_unread), ("mention", True))
        [bubble] = message._as_bubbles()
        self.assertTrue(bubble["url"].startswith("https://github.com/alpina/tent/"))
        composer = self.ready(twist)._screen_composer()
        self.assertTrue(composer["can_reply"])
        self.assertFalse(composer["is_html"] or composer["has_subject"])
        self.assertEqual(composer["whom"]["address"], "anacosta")

    def test_one_conversation(self):
        twist = self.told("github/issue_opened_2019")
        for name in ("issue_comment_2025", "html_only", "closed_event"):
            self.assertEqual(self.told(f"github/{name}"), twist)

    def test_every_mail_arrives(self):
        """Each kind of platform is one that twists can be of."""
        found = self.arrive(
            *(path.read_bytes() for path in sorted(FOLDER.glob("*/*.eml")))
        )
        platforms = set(found.mapped("platform"))
        self.assertGreaterEqual(len(platforms), 10)
        arrivals = self.env["social.inbound"].search(
            [("channel_id", "=", self.channel.id)]
        )
        self.assertEqual(set(arrivals.mapped("state")), {"done"})

    def test_no_key_is_kept_but_one(self):
        """The raw arrival stays whole; of the rest, one column holds the key."""
        twist = self.told("github/issue_comment_2025")
        self.env.flush_all()
        for table, key in (("social_message", "twist_id"), ("social_twist", "id")):
            self.env.cr.execute(
                SQL(
                    "SELECT to_jsonb(one) - 'reply_token' FROM %s one WHERE %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(key),
                    twist.id,
                )
            )
            [(row,)] = self.env.cr.fetchall()
            self.assertNotIn("T0KEN", json.dumps(row))
        message = twist.message_ids_social.sudo()
        self.assertEqual(message.reply_token, TOKEN)
        self.assertIn(TOKEN.encode(), message.inbound_id._source())

    def test_no_answer(self):
        for name, sentence in (
            ("x/mention_2025", "X takes no answers by mail. Open it on X."),
            ("linkedin/comment_2024", "LinkedIn takes no answers by mail."),
            ("github/other_address", "which is not this channel's"),
        ):
            twist = self.ready(self.told(name))
            with self.subTest(name), self.assertRaisesRegex(UserError, sentence):
                twist.respond("<p>Hello</p>")

    def test_gateway(self):
        self.channel.write(
            {
                "mail_gateway_sender": "mentions@gateway.example",
                "mail_gateway_to": "tweet@gateway.example",
                "mail_gateway_limit": 30,
            }
        )
        twist = self.ready(self.told("gateway/mention"))
        self.assertEqual(twist.platform, "x")
        with self.assertRaisesRegex(UserError, "30 are allowed"):
            twist.respond("<p>This answer is by far too long for it.</p>")
        self.assertTrue(twist.respond("<p>On its way.</p>"))


@tagged("post_install", "-at_install")
class TestOwnChannels(BridgeCase):
    """The platform's own connector goes on with what mails told."""

    def arrive_by_api(self, platform, external_id, body, **settings):
        channel = self.env["social.channel"].create(
            {
                "name": platform,
                "platform": platform,
                **{f"{platform}_{name}": value for name, value in settings.items()},
            }
        )
        channel.state = "connected"
        payload = Payload(external_id=external_id, body=json.dumps(body).encode())
        arrivals = self.env["social.inbound"].sudo()
        arrivals._store(channel, [payload])
        arrivals._process(channel)
        self.env.invalidate_all()
        return channel

    def assert_taken_over(self, twist, channel, text):
        arrivals = self.env["social.inbound"].search([("channel_id", "=", channel.id)])
        self.assertEqual(arrivals.mapped("state"), ["done"], arrivals.mapped("error"))
        self.assertEqual(twist.channel_id, channel)
        self.assertFalse(twist.is_bridged)
        message = twist.message_ids_social
        self.assertEqual(len(message), 1)
        self.assertEqual((message.channel_id, message.text), (channel, text))
        self.assertFalse(message.is_partial or message.refusal)

    def test_x(self):
        twist = self.told("x/mention_2025")
        post = {
            "id": "1990000000000000001",
            "author_id": "7",
            "conversation_id": "1980000000000000000",
            "text": "@alpina my tent leaks. What now? And when?",
            "entities": {"mentions": [{"id": "9", "username": "alpina"}]},
        }
        users = [{"id": "7", "username": "anacosta", "name": "Ana Costa"}]
        body = {"account": {"id": "9"}, "post": post, "users": users}
        channel = self.arrive_by_api("x", "1990000000000000001", body)
        self.assert_taken_over(twist, channel, post["text"])
        self.assertEqual(twist.thread_id, "1980000000000000000")
        self.assertEqual(twist.profile_id.external_id, "7")

    def test_youtube(self):
        twist = self.told("youtube/comment_2025")
        name = "UgwFp6yRhZiBawvzqJ4AaABAg"
        body = {
            "us": "UCus",
            "thread": {"id": name, "snippet": {"videoId": "dQ8tEnT0001"}},
            "comment": {
                "id": name,
                "snippet": {
                    "textDisplay": "Which pegs do you use?",
                    "authorDisplayName": "@ana-costa",
                    "authorChannelId": {"value": "UCanacostaanacostaana1"},
                },
            },
            "video": {},
            "is_edit": False,
        }
        before = twist.profile_id
        channel = self.arrive_by_api("youtube", name, body)
        self.assert_taken_over(twist, channel, "Which pegs do you use?")
        self.assertEqual(twist.profile_id, before)

    def test_linkedin(self):
        """LinkedIn names a post now so, now so: the comment's number counts."""
        twist = self.told("linkedin/comment_html_share")
        comment = (
            "urn:li:comment:(urn:li:activity:7013098022456684544,7013100000000000009)"
        )
        body = {
            "action": "COMMENT",
            "organizationalEntity": "urn:li:organization:1",
            "sourcePost": "urn:li:activity:7013098022456684544",
            "generatedActivity": comment,
            "decoratedGeneratedActivity": {
                "comment": {"entity": comment, "text": "Is it vegan? Really?"}
            },
        }
        channel = self.arrive_by_api("linkedin", "1", body)
        self.assert_taken_over(twist, channel, "Is it vegan? Really?")


@tagged("post_install", "-at_install")
class TestByMail(MailChannelCase):
    """With real servers."""

    def new_channel(self, address=None, **changes):
        return super().new_channel(address, **SETTINGS, **changes)

    def ready(self, twist):
        twist.action_next_phase()
        person = self.env["res.partner"].create({"name": "Ana"})
        twist.assign_person(person, "contract")
        return twist.with_user(self.agent)

    def test_an_answer_on_github(self):
        twist = self.receive(raw("github/issue_comment_2025", to=self.address))
        self.assertEqual(twist.platform, "github")
        before = len(mails_of(TOKEN))
        answer = self.ready(twist).respond("<p>It is on its way.</p>")
        self.work()
        self.assertEqual(answer.state, "sent", answer.error)
        found = mails_of(TOKEN)
        self.assertEqual(len(found), before + 1)
        mail = message_from_bytes(found[-1], policy=policy.default)
        self.assertEqual(mail["To"], TOKEN)
        self.assertEqual(mail["From"].addresses[0].addr_spec, self.address)
        known = "<alpina/tent/issues/12/2361287557@github.com>"
        self.assertEqual(mail["In-Reply-To"], known)
        self.assertIn("<alpina/tent/issues/12@github.com>", mail["References"])
        self.assertEqual(mail.get_content_type(), "text/plain")
        self.assertEqual(mail.get_content().strip(), "It is on its way.")
        shown = str(twist.with_user(self.agent).screen_read())
        self.assertNotIn(TOKEN, shown)

    def test_an_answer_on_linkedin(self):
        twist = self.receive(raw("linkedin/inmail_2026", to=self.address))
        self.assertEqual(twist.platform, "linkedin")
        address = "c15c178d-5301-4d85-81dc-bfcca1ed21ad@reply.linkedin.com"
        before = len(mails_of(address))
        answer = self.ready(twist).respond("<p>Yes.</p>")
        self.work()
        self.assertEqual(answer.state, "sent", answer.error)
        self.assertEqual(len(mails_of(address)), before + 1)

    def test_an_answer_through_a_gateway(self):
        to = f"tweet.{self.address}"
        self.channel.write(
            {
                "mail_gateway_sender": "mentions@gateway.example",
                "mail_gateway_to": to,
                "mail_gateway_subject": "{id}",
            }
        )
        twist = self.receive(raw("gateway/mention", to=self.address))
        answer = self.ready(twist).respond("<p>On its way.</p>")
        self.work()
        self.assertEqual(answer.state, "sent", answer.error)
        [sent] = mails_of(to)
        mail = message_from_bytes(sent, policy=policy.default)
        self.assertEqual(mail["Subject"], "1990000000000000042")
        self.assertEqual(mail.get_content().strip(), "@anacosta On its way.")
        self.assertIsNone(mail["In-Reply-To"])

    def test_a_forged_one_stays_a_mail(self):
        twist = self.receive(raw("forged/github_failed", to=self.address))
        self.assertEqual((twist.platform, twist.is_bridged), ("mail", False))
