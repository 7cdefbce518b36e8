import { describe, expect, queryAll, queryAllTexts, test, waitUntil } from "@odoo/hoot";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";

import { MessageList } from "@social_inbox/conversation/message_list";
import { withNewest, withOlder } from "@social_inbox/conversation/pages";
import {
    answer,
    defineInboxModels,
    event,
    message,
    note,
    notify,
    openTwist,
    pageOf,
} from "./conversation_helpers";

describe.current.tags("desktop");
defineInboxModels();

const BUBBLE = ".o_social_bubble";
const LINES = `${BUBBLE}, .o_social_note, .o_social_events, .o_social_new`;

function at(hour, values = {}) {
    return { date: `2026-03-02 ${hour}:00:00`, ...values };
}

/** The kinds of lines, in order. */
function lines() {
    const kinds = ["bubble", "note", "events", "new"];
    return queryAll(LINES).map((one) =>
        kinds.find((kind) => one.classList.contains(`o_social_${kind}`)),
    );
}

/** A list as another screen holds it; its props can be changed. */
async function mountList(props) {
    const state = { ...LIST, ...props };
    class Screen extends Component {
        static template = xml`<div style="height: 400px; overflow: auto">
            <MessageList t-props="state" />
        </div>`;
        static components = { MessageList };
        static props = ["*"];
        setup() {
            this.state = useState(state);
            Screen.state = this.state;
        }
    }
    await mountWithCleanup(Screen);
    return Screen.state;
}

const LIST = {
    twistName: "A leaking tent",
    onLoadOlder: () => {},
    onToggleSpam: () => {},
    showSpam: false,
    isLoading: false,
    onChanged: () => {},
};

test("messages, notes and events in the order of time", async () => {
    await openTwist([message(at("10")), answer(at("14"))], {
        notes: [note(at("11")), note(at("15"))],
        events: [event(at("09")), event(at("12")), event(at("13"))],
    });
    expect(lines()).toEqual([
        ...["events", "bubble", "note", "events", "bubble", "note"],
    ]);
});

test("in the same second what was said comes before what followed", async () => {
    await openTwist([message()], { notes: [note()], events: [event()] });
    expect(lines()).toEqual(["bubble", "note", "events"]);
});

test("a note is a colleague's, in yellow, and its text is the server's HTML", async () => {
    await openTwist([message()], { notes: [note({ body: "<p>Ask <b>Bo</b></p>" })] });
    expect(".o_social_note header strong").toHaveText("Ada Agent");
    expect(".o_social_note b").toHaveText("Bo");
    expect(".o_social_note").toHaveAttribute("aria-label", /^Ada Agent, .*, Note$/);
});

test("one event is a line, several are folded", async () => {
    const events = [
        event(at("11", { text: "Ada moved it", reason: "It burns" })),
        event(at("14", { text: "Ada took it on" })),
        event(at("15", { text: "Ada moved it back", is_undone: true })),
    ];
    await openTwist([message(at("10")), message(at("13"))], { events });
    expect(".o_social_events:first .o_social_event").toHaveText(
        /Ada moved it – It burns/,
    );
    const toggle = ".o_social_events_toggle";
    expect(toggle).toHaveCount(1);
    expect(toggle).toHaveText("2 events");
    expect(toggle).toHaveAttribute("aria-expanded", "false");
    await contains(toggle).click();
    expect(toggle).toHaveAttribute("aria-expanded", "true");
    expect(".o_social_events:last .o_social_event").toHaveCount(2);
    expect(".o_social_event:last").toHaveText(/\(undone\)/);
    await contains(toggle).click();
    expect(".o_social_events:last .o_social_event").toHaveCount(0);
});

test("events open no day", async () => {
    mockDate("2026-03-05 12:00:00", 0);
    await openTwist([message()], { events: [event({ date: "2026-03-04 10:00:00" })] });
    expect(".o_social_day").toHaveCount(1);
});

test("the post stands first, folds, and leads to the original", async () => {
    const post = message({ body: "New tents!", url: "https://a.example/1" });
    await openTwist([message()], { post });
    expect(".o_social_post").toHaveText(/New tents!/);
    expect(".o_social_post a").toHaveAttribute("href", "https://a.example/1");
    expect(".o_social_post a").toHaveAttribute("rel", "noopener noreferrer");
    expect(BUBBLE).toHaveCount(1);
    await contains(".o_social_post_toggle").click();
    expect(".o_social_post_toggle").toHaveAttribute("aria-expanded", "false");
    expect(".o_social_post").not.toHaveText(/New tents!/);
});

test("the post goes once its message is shown", async () => {
    const post = message();
    await openTwist((limit, before) => (before ? [post] : [answer()]), {
        hasMore: true,
        post,
    });
    expect(".o_social_post").toHaveCount(1);
    await contains("button:contains(Show earlier messages)").click();
    expect(".o_social_post").toHaveCount(0);
    expect(BUBBLE).toHaveCount(2);
});

test("a line before the first new message, which stays while the twist is open", async () => {
    const fresh = message({ is_unread: true, is_new: true });
    const shown = [message(), fresh, message({ is_unread: true, is_new: true })];
    await openTwist(() => shown.map((one) => ({ ...one })));
    expect(lines()).toEqual(["bubble", "new", "bubble", "bubble"]);
    expect(".o_social_new").toHaveText("New");
    for (const one of shown) {
        Object.assign(one, { is_unread: false, is_new: false });
    }
    shown.push(message({ is_unread: true, is_new: true }));
    await notify(1);
    await waitUntil(() => queryAll(BUBBLE).length === 4);
    expect(lines()).toEqual(["bubble", "new", "bubble", "bubble", "bubble"]);
});

test("what arrives while reading draws no line", async () => {
    const shown = [message()];
    await openTwist(() => [...shown]);
    shown.push(message({ is_unread: true, is_new: true }));
    await notify(1);
    await waitUntil(() => queryAll(BUBBLE).length === 2);
    expect(".o_social_new").toHaveCount(0);
});

test("another screen selects messages by a click and by focus", async () => {
    const [one, two] = [message(), answer()];
    const props = await mountList({
        page: pageOf([one, two]),
        selectedId: one.id,
        onSelect: ({ id }) => {
            expect.step(`select ${id}`);
            props.selectedId = id;
        },
    });
    expect(`${BUBBLE}[aria-current=true]`).toHaveCount(1);
    await contains(`${BUBBLE}[data-message='${two.id}']`).click();
    expect.verifySteps([`select ${two.id}`]);
    expect(`${BUBBLE}[data-message='${two.id}']`).toHaveClass("o_social_selected");
    queryAll(BUBBLE)[0].focus();
    await animationFrame();
    expect.verifySteps([`select ${one.id}`]);
});

test("another screen edits answers its own way, and decides who rates", async () => {
    const failed = answer({ state: "failed", can: ["edit"] });
    await mountList({
        page: pageOf([message(), failed], { can_rate: true }),
        canRate: false,
        onEdit: ({ id }) => expect.step(`edit ${id}`),
    });
    expect(".o_social_rating").toHaveCount(0);
    await contains("button:contains(Edit)").click();
    expect.verifySteps([`edit ${failed.id}`]);
});

test("pages are put together without losing or doubling anything", async () => {
    const [old, young, newest] = [
        message(at("08")),
        message(at("10")),
        answer(at("12")),
    ];
    const first = pageOf([young], {
        has_more: true,
        notes: [note(at("11", { id: 2 }))],
        events: [event(at("11", { id: "b" }))],
    });
    const older = pageOf([old], {
        notes: [note(at("09", { id: 1 }))],
        events: [event(at("09", { id: "a" }))],
    });
    const both = withOlder(first, older);
    const fresh = pageOf([young, newest], {
        has_more: true,
        notes: [note(at("11", { id: 2 })), note(at("13", { id: 3 }))],
        events: [event(at("11", { id: "b" })), event(at("13", { id: "c" }))],
    });
    const all = withNewest(both, fresh);
    expect(all.messages.map(({ id }) => id)).toEqual([old.id, young.id, newest.id]);
    expect(all.notes.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(all.events.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(all.has_more).toBe(false);
    expect(withNewest({ ...both, id: 2 }, fresh).messages).toHaveLength(2);
});

test("nothing is shown of another twist's opening", async () => {
    const props = await mountList({
        page: pageOf([message({ is_new: true })]),
    });
    expect(".o_social_new").toHaveCount(1);
    props.page = pageOf([message()], { id: 2 });
    await animationFrame();
    expect(".o_social_new").toHaveCount(0);
    expect(queryAllTexts(BUBBLE)).toHaveLength(1);
});
