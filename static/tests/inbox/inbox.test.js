import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    mockService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { SIZES } from "@web/core/ui/ui_service";

import { Inbox } from "@social_inbox/inbox/inbox";

import { composer } from "./composer/composer_helpers";
import { sender, twist } from "./details/details_helpers";
import { fakePane, fakeServer } from "./inbox_helpers";

describe.current.tags("desktop");

class Twist extends models.Model {
    _name = "social.twist";
    name = fields.Char();
    _views = { search: "<search><filter name='open' string='Open' /></search>" };
}

defineMailModels();
defineModels([Twist]);

/** The whole screen over three twists. */
async function mountInbox(options = {}) {
    const server = fakeServer(3, { setup: { search_view_id: false }, ...options });
    onRpc("social.twist", "screen_read", ({ args }) => ({
        panes: args[0].map((id) => ({
            ...fakePane(id),
            composer: composer(),
            details: { sender: sender(), twist: twist() },
        })),
        records: [],
    }));
    for (const method of ["presence", "presence_ask"]) {
        onRpc("social.twist", method, () => true);
    }
    await mountWithCleanup(Inbox, {
        props: { action: { id: 1 }, actionId: 1, className: "" },
    });
    await animationFrame();
    return { server, store: getService("social_inbox_store") };
}

async function settle() {
    await runAllTimers();
    await animationFrame();
}

test("opens with phases, list, and room for a twist", async () => {
    await mountInbox();
    expect(".o_inbox_phase").toHaveCount(5);
    expect(".o_inbox_row[data-id]").toHaveCount(3);
    expect(".o_inbox_twist").toHaveText(/Choose a twist/);
    expect(".o_inbox_details").toHaveCount(0);
    expect(".o_inbox_search .o_searchview").toHaveCount(1);
});

test("details stand beside the twist where there is room, and go at a click", async () => {
    mockService("ui", { size: SIZES.XXL });
    await mountInbox();
    await contains(".o_inbox_row[data-id='1']").click();
    await settle();
    expect(".o_inbox_details").toHaveCount(1);
    await contains(".o_inbox_details_toggle").click();
    expect(".o_inbox_details").toHaveCount(0);
});

test("with less room they lie over the twist until they are closed", async () => {
    mockService("ui", { size: SIZES.MD });
    await mountInbox();
    await contains(".o_inbox_row[data-id='1']").click();
    await settle();
    expect(".o_inbox_details").toHaveCount(0);
    await contains(".o_inbox_details_toggle").click();
    expect(".o_inbox_details").toHaveCount(1);
    await contains(".o_inbox_details_close").click();
    expect(".o_inbox_details").toHaveCount(0);
});

test("a server that cannot be asked is said, and asked again at a click", async () => {
    let isDown = true;
    await mountInbox({
        before: () => {
            if (isDown) {
                throw makeServerError({ message: "Out of order." });
            }
        },
    });
    expect(".o_inbox_failed").toHaveText(/Out of order\./);
    expect(".o_inbox_list").toHaveCount(0);
    isDown = false;
    await contains(".o_inbox_failed button:contains(Try again)").click();
    await animationFrame();
    expect(".o_inbox_failed").toHaveCount(0);
    expect(".o_inbox_row[data-id]").toHaveCount(3);
});

test("on a small screen one pane after the other", async () => {
    mockService("ui", { isSmall: true, size: SIZES.XS });
    await mountInbox();
    expect(".o_inbox").toHaveAttribute("data-stack", "list");
    await contains(".o_inbox_row[data-id='2']").click();
    await settle();
    expect(".o_inbox").toHaveAttribute("data-stack", "twist");
    expect(".o_inbox_title h2").toHaveText("Subject 2");
    expect(".o_inbox_details").toHaveCount(0);
    await contains(".o_inbox_back").click();
    expect(".o_inbox").toHaveAttribute("data-stack", "list");
});
