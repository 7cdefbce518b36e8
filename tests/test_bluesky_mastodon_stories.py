"""From a mention on a real network to an answer that its author sees there."""

from odoo.tests import tagged

from .bluesky_network import BlueskyNetworkCase, wait_for
from .common import InboxCase
from .mastodon_servers import MastodonServersCase, eventually


class StoryCase(InboxCase):
    """What an agent does, whatever the platform."""

    def new_channel(self, platform, **settings):
        values = {f"{platform}_{name}": value for name, value in settings.items()}
        channel = self.env["social.channel"].create(
            {"name": "The Shop", "platform": platform, **values}
        )
        channel.action_connect()
        return channel

    def work(self, channel):
        with self.enter_registry_test_mode():
            channel.sudo().cron_id.method_direct_trigger()
        self.env.invalidate_all()
        domain = [("channel_id", "=", channel.id)]
        return self.env["social.twist"].search(domain, order="id")

    def answered(self, twist, text):
        """The agent takes it on, links a person and answers."""
        twist = twist.with_user(self.agent)
        twist.action_next_phase()
        person = self.env["res.partner"].create({"name": "Ana"})
        twist.assign_person(person, "contract")
        twist.respond_text(text)
        self.work(twist.channel_id)
        answer = twist.message_ids_social.filtered(lambda m: m.direction == "outbound")
        self.assertEqual((answer.state, answer.error), ("sent", False))
        return answer


@tagged("post_install", "-at_install")
class TestMastodonStory(MastodonServersCase, StoryCase):
    def test_mention_twist_answer_seen(self):
        brand, fan = self.person(self.home, "brand"), self.person(self.away, "fan")
        channel = self.new_channel(
            "mastodon", instance=self.home["url"], access_token=brand.token
        )
        said = fan.post(f"@{brand.address} Where is my tent?")
        twist = eventually(lambda: self.work(channel), "a twist")
        self.assertIn("Where is my tent?", twist.preview)
        self.assertEqual(twist.profile_id.handle, fan.address)
        self.assertEqual(twist.platform, "mastodon")
        answer = self.answered(twist, "It left on Monday.")
        seen = eventually(
            lambda: [x for x in fan.mentions() if "Monday" in x["status"]["content"]],
            "the answer at the fan's",
        )
        self.assertEqual(seen[0]["status"]["in_reply_to_id"], said["id"])
        self.assertTrue(answer.url.startswith("http"))
        self.work(channel)  # our own answer comes back, and is no other message
        self.assertEqual(len(twist.message_ids_social), 2)

    def test_a_void_token_needs_a_person(self):
        brand = self.person(self.home, "brand")
        channel = self.new_channel(
            "mastodon", instance=self.home["url"], access_token=brand.token
        )
        channel._store_values({"access_token": "void"})
        with self.assertLogs("odoo.addons.social_inbox", "WARNING"):
            self.work(channel)
        self.assertEqual(channel.state, "broken")
        self.assertIn("Connect the account again", channel.last_error)
        self.assertTrue(channel.activity_ids)


@tagged("post_install", "-at_install")
class TestBlueskyStory(BlueskyNetworkCase, StoryCase):
    def connected(self):
        return self.new_channel(
            "bluesky",
            service=self.network.pds,
            handle=self.shop.handle,
            app_password=self.shop.app_password(),
        )

    def test_mention_twist_answer_seen(self):
        channel = self.connected()
        self.assertTrue(channel.token_expiry_date)
        said = self.ana.mention(self.shop, "Where is my tent? ")
        twist = wait_for(lambda: self.work(channel))
        self.assertIn("Where is my tent?", twist.preview)
        self.assertEqual(twist.profile_id.handle, self.ana.handle)
        answer = self.answered(twist, "It left on Monday.")
        seen = wait_for(
            lambda: [
                x for x in self.ana.notifications() if x["uri"] == answer.external_id
            ]
        )
        parent = seen[0]["record"]["reply"]["parent"]["uri"]
        self.assertEqual(parent, said["uri"])
        self.work(channel)
        self.assertEqual(len(twist.message_ids_social), 2)

    def test_expired_tokens_are_made_new(self):
        """As two hours later: the old token is refused, the work goes on."""
        channel = self.connected()

        void = self.shop.expired(self.network.servers["secret"])
        channel._store_values({"access_token": void})
        channel.token_date = False
        self.work(channel)
        self.assertEqual(channel.state, "connected")
        self.ana.mention(self.shop, "Hello? ")
        self.assertTrue(wait_for(lambda: self.work(channel)))
