"""Two users at once: what one does is seen in the other's browser."""

from unittest.mock import patch

from odoo import api
from odoo.tests import tagged

from .common import ArrivalCase
from .test_tour import BrowserCase

OTHER_TAB = "another"

# shows the badges of a twist, and marks it as read once the colleague is seen: which
# is told to this very tab, too
SCREEN = """
(async () => {
    const { registry } = odoo.loader.modules.get("@web/core/registry");
    const { PresenceBadges } = odoo.loader.modules.get(
        "@social_inbox/inbox/presence/presence_badges"
    );
    const { env } = odoo.__WOWL_DEBUG__.root;
    const {
        bus_service: bus, orm, social_inbox_presence: presence
    } = env.services;
    const until = async (found) => {
        while (!found()) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    };
    const changed = [];
    bus.subscribe("social_inbox/twists", ({ ids }) => changed.push(...ids));
    const props = { twistId: %(twist)s, users: { %(user)s: { name: "Sue" } } };
    registry.category("main_components").add(
        "social_inbox.test", { Component: PresenceBadges, props }
    );
    await until(() => bus.workerState === "CONNECTED");
    presence.watch();
    presence.enter(%(twist)s);
    const badge = (title) => document.querySelector(
        `.o_inbox_presence_one[title="${title}"]`
    );
    await until(() => badge("Sue is writing"));
    await orm.call("social.twist", "action_mark_read", [[%(twist)s]]);
    await until(() => changed.includes(%(twist)s));
    await until(() => presence.toldId);  // only who came can leave
    presence.leave();
    await until(() => !badge("Sue is writing"));
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestLiveBrowser(ArrivalCase, BrowserCase):
    def test_a_colleague_is_seen(self):
        """The supervisor writes when she is asked, and goes when the agent does."""
        twist = self.twist_in("understand")
        supervisor, told = self.supervisor, []
        model = type(self.env["social.twist"])
        ask, presence = model.presence_ask, model.presence

        @api.model
        def asked(self, tab):
            ask(self, tab)
            there = self.browse(twist.id).with_user(supervisor)
            return presence(there, "typing", OTHER_TAB)

        def heard(self, state, tab):
            told.append((self.env.user.login, self.id, state))
            if state == "left":
                presence(self.with_user(supervisor), "left", OTHER_TAB)
            return presence(self, state, tab)

        code = SCREEN % {"twist": twist.id, "user": supervisor.id}
        with (
            patch.object(model, "presence_ask", asked),
            patch.object(model, "presence", heard),
        ):
            self.browser_js(
                "/odoo", code, "odoo.isReady === true", login=self.agent.login
            )
        agent = self.agent.login
        *before, last = told
        self.assertEqual(last, (agent, twist.id, "left"))
        # once at least: again after 25 s, and after a broken connection
        self.assertEqual(set(before), {(agent, twist.id, "viewing")})
        self.env.invalidate_all()
        self.assertFalse(twist.unread_count)
