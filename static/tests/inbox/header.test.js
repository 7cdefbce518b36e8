import { describe, expect, queryAllTexts, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains } from "@web/../tests/web_test_helpers";
import { SIZES } from "@web/core/ui/ui_service";

import { Filters } from "@social_inbox/inbox/header/filters";
import { Phases } from "@social_inbox/inbox/header/phases";

import { fakeServer, mountPart } from "./inbox_helpers";

describe.current.tags("desktop");
defineMailModels();

test("five phases with their counts and a total, the current one marked", async () => {
    fakeServer(10234, { counts: { engage: 2 } });
    const store = await mountPart(Phases);
    expect(queryAllTexts(".o_inbox_phase_name")).toEqual([
        "Listen",
        "Understand",
        "Engage",
        "Process",
        "Feedback",
        "Total",
    ]);
    expect(queryAllTexts(".o_inbox_phase_count")).toEqual([
        "10,234",
        "0",
        "2",
        "0",
        "0",
        "10,236",
    ]);
    expect(".o_inbox_none").toHaveCount(3);
    expect("[data-phase=listen]").toHaveAttribute("aria-pressed", "true");
    expect("[data-phase=engage]").toHaveAttribute(
        "data-tooltip",
        "What Engage is for.",
    );
    await contains("[data-phase=engage]").click();
    expect(store.query.phase).toBe("engage");
    expect("[aria-pressed=true]").toHaveAttribute("data-phase", "engage");
});

test("a filter that is set is marked, and cleared at a click", async () => {
    const server = fakeServer(3);
    const store = await mountPart(Filters);
    expect(".o_inbox_clear").toHaveCount(0);
    await contains("[data-assignee=mentions]").click();
    await animationFrame();
    expect(server.calls.at(-1).query.assignee).toBe("mentions");
    expect("[data-assignee=mentions]").toHaveClass("active");
    await contains(".o_inbox_clear").click();
    await animationFrame();
    expect(store.isFiltered).toBe(false);
    expect("[data-assignee=all]").toHaveClass("active");
    expect(".o_inbox_clear").toHaveCount(0);
});

test("a channel is chosen among several, with its icon", async () => {
    const channels = [
        { id: 1, name: "Mailbox", icon: "fa-envelope" },
        { id: 2, name: "Page", icon: "fa-globe" },
    ];
    const server = fakeServer(3, { setup: { channels } });
    await mountPart(Filters);
    await contains(".o_inbox_channel").click();
    await contains(".o-dropdown-item:contains(Page)").click();
    await animationFrame();
    expect(server.calls.at(-1).query.channel_id).toBe(2);
    expect(".o_inbox_channel.active").toHaveText("Page");
    expect(".o_inbox_channel .fa-globe").toHaveCount(1);
});

test("a campaign is chosen where there are some", async () => {
    const campaigns = [
        { id: 4, name: "Spring Sale" },
        { id: 5, name: "Recall" },
    ];
    const server = fakeServer(3, { setup: { campaigns } });
    const store = await mountPart(Filters);
    expect(".o_inbox_campaign").toHaveText("All campaigns");
    await contains(".o_inbox_campaign").click();
    await contains(".o-dropdown-item:contains(Recall)").click();
    await animationFrame();
    expect(server.calls.at(-1).query.campaign_id).toBe(5);
    expect(".o_inbox_campaign.active").toHaveText("Recall");
    await contains(".o_inbox_clear").click();
    await animationFrame();
    expect(store.query.campaign_id).toBe(0);
    expect(".o_inbox_campaign").not.toHaveClass("active");
});

test("no campaign, no filter for it", async () => {
    fakeServer(3);
    await mountPart(Filters);
    expect(".o_inbox_campaign").toHaveCount(0);
});

test("spam is shown and hidden", async () => {
    const server = fakeServer(3);
    await mountPart(Filters);
    await contains(".o_inbox_spam_toggle:contains(Show Spam)").click();
    expect(server.calls.at(-1).query.show_spam).toBe(true);
    await contains(".o_inbox_spam_toggle:contains(Hide Spam)").click();
    expect(server.calls.at(-1).query.show_spam).toBe(false);
});

test("with little room the filters are behind one button with their number", async () => {
    fakeServer(3);
    const store = await mountPart(Filters);
    store.env.services.ui.size = SIZES.MD;
    await animationFrame();
    expect(".o_inbox_assignees").toHaveCount(0);
    expect(".o_inbox_badge").toHaveCount(0);
    await contains(".o_inbox_filter_button").click();
    await contains(".o-dropdown-item:contains(Unassigned)").click();
    await contains(".o_inbox_filter_button").click();
    await contains(".o_inbox_spam_toggle").click();
    await animationFrame();
    expect(".o_inbox_badge").toHaveText("2");
    expect(".o_inbox_filter_button").toHaveAttribute("aria-label", "Filters: 2 set");
});
