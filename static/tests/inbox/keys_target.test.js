import { expect, press, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

import { useInboxKeys } from "@social_inbox/inbox/keys/keys_hook";

defineMailModels();

test.tags("desktop");
test("who types into a text that vanishes gives no commands", async () => {
    const act = { move: (name) => expect.step(name) };
    const store = { act, selection: { count: 0 }, leave() {} };
    class Screen extends Component {
        static template = xml`
            <div class="o_inbox_composer">
                <textarea t-if="state.isOpen"/>
            </div>`;
        static props = {};
        setup() {
            this.state = useState({ isOpen: true });
            useInboxKeys(store);
        }
    }
    const { state } = await mountWithCleanup(Screen);
    await contains("textarea").edit("Your poi", { confirm: false });
    state.isOpen = false;
    await animationFrame();
    await press("c");
    await press("e");
    expect.verifySteps([]);
    state.isOpen = true;
    await animationFrame();
    await contains("textarea").click();
    await press("Escape");
    state.isOpen = false;
    await animationFrame();
    await press("e");
    expect.verifySteps(["next"]);
});
