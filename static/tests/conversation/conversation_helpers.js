import { waitForNone } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

export class Twist extends models.Model {
    _name = "social.twist";
    name = fields.Char();
    message_count = fields.Integer();
    last_message_date = fields.Datetime();

    _records = [
        { id: 1, name: "A leaking tent", message_count: 2 },
        { id: 2, name: "A lost pole", message_count: 2 },
    ];
}

export function defineInboxModels() {
    defineMailModels();
    defineModels([Twist]);
}

let lastId = 0;

/** A message as the server describes it for a bubble. */
export function message(values = {}) {
    lastId += 1;
    return {
        id: lastId,
        direction: "inbound",
        type: "Initial",
        type_code: "initial",
        parent: false,
        kind: "Mail",
        author: { id: 1, name: "Ana", handle: "ana@customer.example", image: "" },
        user: { id: false, name: "", image: "" },
        date: "2026-03-02 10:00:00",
        subject: "A leaking tent",
        body: "<p>It rained in.</p>",
        quote: "",
        automatic: "",
        visibility: "private",
        url: "",
        edited: false,
        edited_date: "",
        deleted: false,
        deleted_date: "",
        attachments: [],
        is_spam: false,
        is_unread: false,
        is_new: false,
        sentiment: "",
        relevance: "",
        state: "",
        state_label: "",
        error: "",
        can: [],
        not_before: "",
        ...values,
    };
}

export function answer(values = {}) {
    return message({
        direction: "outbound",
        type: "Answer",
        type_code: "answer",
        user: { id: 2, name: "Ada Agent", image: "" },
        body: "<p>We send a pole.</p>",
        state: "sent",
        state_label: "Sent",
        ...values,
    });
}

/** A colleague's note, as the server describes it. */
export function note(values = {}) {
    lastId += 1;
    return {
        id: lastId,
        date: "2026-03-02 10:00:00",
        author: { name: "Ada Agent", image: "" },
        body: "<p>Look at this.</p>",
        attachments: [],
        is_mine: false,
        ...values,
    };
}

/** What happened to a twist, as the server describes it. */
export function event(values = {}) {
    lastId += 1;
    return {
        id: `move-${lastId}`,
        kind: "move",
        date: "2026-03-02 10:00:00",
        text: "Ada Agent moved it from Listen to Understand",
        reason: "",
        is_undone: false,
        ...values,
    };
}

/** A file of a message or a note, as the server describes it. */
export function file(values = {}) {
    lastId += 1;
    const id = lastId;
    const url = values.preview === "image" ? `/web/image/${id}` : `/web/content/${id}`;
    return {
        id,
        name: "file",
        mimetype: "application/zip",
        size: 1024,
        preview: "",
        url: values.preview ? url : "",
        download_url: `/web/content/${id}?download=true`,
        ...values,
    };
}

/** A page of a conversation as the server returns it. */
export function pageOf(messages, facts = {}) {
    return {
        id: 1,
        messages,
        notes: [],
        events: [],
        post: false,
        has_more: false,
        spam_count: 0,
        can_rate: false,
        ...facts,
    };
}

/**
 * Open a twist's form whose conversation holds these messages; the next one is 2.
 *
 * @param {Object[]|Function} messages or a function (limit, before, id, showSpam) to such a
 *  list, or to a promise of one
 * @param {Object} facts what else the server says, such as can_rate
 */
export async function openTwist(messages, { hasMore = false, ...facts } = {}) {
    onRpc("social.twist", "conversation", async ({ args, kwargs }) => {
        const { limit, before, show_spam: showSpam } = kwargs;
        const isList = typeof messages !== "function";
        const list = isList
            ? messages
            : await messages(limit, before, args[0], showSpam);
        const isOlder = before && { notes: [], events: [], post: false };
        return pageOf(list, {
            id: args[0],
            has_more: hasMore && !before,
            ...facts,
            ...isOlder,
        });
    });
    await mountView({
        type: "form",
        resModel: "social.twist",
        resId: 1,
        resIds: [1, 2],
        arch: `<form>
            <field name="name" />
            <widget name="social_conversation" />
        </form>`,
    });
    await waitForNone(".o_social_loading");
    await animationFrame(); // what bubbles do once they are drawn
}

/** The server says that these twists changed. */
export async function notify(...ids) {
    MockServer.env["bus.bus"]._sendone("broadcast", "social_inbox/twists", { ids });
    await animationFrame();
    await animationFrame();
}

/** The methods of messages that the client calls, as steps. */
export function stepDecisions(step) {
    onRpc("social.message", "*", ({ method, args, kwargs }) => {
        const values = { ...kwargs };
        delete values.context;
        const said = Object.keys(values).length ? ` ${JSON.stringify(values)}` : "";
        step(`${method} ${args[0]}${said}`);
        return true;
    });
}
