import { animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import {
    getService,
    makeMockEnv,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

export const PHASES = [
    ["listen", "Listen"],
    ["understand", "Understand"],
    ["engage", "Engage"],
    ["process", "Process"],
    ["feedback", "Feedback"],
].map(([code, label]) => ({ code, label, help: `What ${label} is for.` }));

/** What stays the same while the screen is open, as the server says it. */
export function fakeSetup(values = {}) {
    return {
        phases: PHASES,
        channels: [{ id: 1, name: "Mailbox", icon: "fa-envelope", connected: true }],
        campaigns: [],
        tags: [
            { id: 1, name: "Vip", color: 1 },
            { id: 2, name: "Returns", color: 4 },
        ],
        agents: [
            { id: 2, name: "Ada Agent" },
            { id: 3, name: "Sam Supervisor" },
        ],
        me: { id: 2, name: "Ada Agent" },
        can_configure: false,
        search_view_id: 1,
        action_id: 1,
        ...values,
    };
}

/** A row of the list, as the server says it. */
export function fakeRow(id, values = {}) {
    return {
        id,
        name: `Subject ${id}`,
        phase: "listen",
        platform: "mail",
        icon: "fa-envelope",
        author: { id, name: `Author ${id}`, handle: "", person: false, image: "" },
        preview: `Text ${id}`,
        last_message_date: "2026-03-02 11:00:00",
        unread: 0,
        message_count: 1,
        user: { id: false, name: "" },
        tags: [],
        sentiment: "",
        sentiment_label: "",
        relevance: "",
        waiting_since: false,
        reply_until: false,
        priority: false,
        has_draft: false,
        has_undelivered: false,
        has_attachment: false,
        feedback_due: false,
        is_spam: false,
        snoozed_until: false,
        due: false,
        due_soon: false,
        ...values,
    };
}

/** A server of a list: `ids` may be changed by a test as twists come and go.
 *
 * @param {number} count how many twists wait in Listen, with ids from 1
 * @param {Object} [options] rowOf(id): values of a row; counts: of the other phases;
 *  setup; storms; before(method): awaited by each call, so that it can be late or fail
 */
export function fakeServer(count, options = {}) {
    const { rowOf = () => ({}), counts = {}, setup = {}, storms = [] } = options;
    const server = {
        ids: Array.from({ length: count }, (_, index) => index + 1),
        calls: [],
        storms,
        before: options.before || (() => {}),
    };
    const page = ({ offset = 0, limit = 40 }) => ({
        rows: server.ids
            .slice(offset, offset + limit)
            .map((id) => fakeRow(id, rowOf(id))),
        offset,
    });
    const list = async (method, query, kwargs, args = []) => {
        const { offset = args[0] || 0, limit = 40 } = kwargs;
        server.calls.push({ method, query: { ...query }, offset, limit });
        await server.before(method, query);
        const isListen = query.phase === "listen";
        return {
            ...(isListen ? page({ offset, limit }) : { rows: [], offset }),
            counts: {
                ...Object.fromEntries(PHASES.map(({ code }) => [code, 0])),
                ...counts,
                listen: server.ids.length,
            },
            storms: server.storms,
        };
    };
    for (const method of ["screen_list", "screen_refresh"]) {
        onRpc("social.twist", method, ({ args, kwargs }) =>
            list(method, args[0], kwargs, args.slice(1)),
        );
    }
    onRpc("social.twist", "screen_open", async ({ args, kwargs }) => ({
        ...(await list("screen_open", args[0], kwargs)),
        setup: fakeSetup(setup),
    }));
    onRpc("social.twist", "screen_ids", ({ args }) => {
        server.calls.push({ method: "screen_ids", query: args[0] });
        return server.ids;
    });
    onRpc("social.twist", "screen_read", ({ args }) => ({
        panes: args[0].map((id) => fakePane(id, rowOf(id))),
        records: [],
    }));
    return server;
}

/** An opened twist, as the server says it. */
export function fakePane(id, values = {}) {
    const allowed = { label: "", why_not: "" };
    const names = ["rate", "assign", "respond", "invite", "create", "link"];
    return {
        id,
        row: fakeRow(id, values),
        actions: {
            next: { label: "Move to Understand", why_not: "", target: "understand" },
            back: { label: "", why_not: "Listen is the first phase.", target: "" },
            close: { label: "Move to Closed", why_not: "", target: "closed" },
            ...Object.fromEntries(names.map((name) => [name, allowed])),
        },
        conversation: { messages: [], has_more: false, can_rate: false },
        details: {},
        composer: {},
    };
}

/** Where a part stands on the screen: it is as high as a window. */
class Place extends Component {
    static template = xml`
        <div class="o_inbox d-flex flex-column" style="height: 760px; width: 360px">
            <t t-component="props.Part" store="store" />
        </div>`;
    static props = ["Part", "store"];

    setup() {
        this.store = useState(this.props.store);
    }
}

/** A part of the screen over a store that has been opened.
 *
 * @param {Function} Part a component with the prop `store`
 * @returns {Promise<Object>} the store
 */
export async function mountPart(Part) {
    await makeMockEnv();
    const store = getService("social_inbox_store");
    await store.open();
    await mountWithCleanup(Place, { props: { Part, store } });
    await animationFrame();
    return store;
}

/** What an action on twists answers. */
export function fakeResult(text, done, { skipped = [], undo = false } = {}) {
    const params = { message: text, text, done, skipped, undo, type: "success" };
    return { type: "ir.actions.client", tag: "social_inbox_result", params };
}
