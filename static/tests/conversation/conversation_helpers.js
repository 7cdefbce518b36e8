import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

export class Twist extends models.Model {
    _name = "social.twist";
    name = fields.Char();
    message_count = fields.Integer();
    last_message_date = fields.Datetime();

    _records = [{ id: 1, name: "A leaking tent", message_count: 2 }];
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
        kind: "Mail",
        author: { id: 1, name: "Ana", handle: "ana@customer.example" },
        user: { id: false, name: "" },
        date: "2026-03-02 10:00:00",
        subject: "A leaking tent",
        body: "<p>It rained in.</p>",
        quote: "",
        automatic: "",
        visibility: "private",
        url: "",
        edited: false,
        deleted: false,
        attachments: [],
        state: "",
        state_label: "",
        error: "",
        not_before: "",
        ...values,
    };
}

export function answer(values = {}) {
    return message({
        direction: "outbound",
        type: "Answer",
        user: { id: 2, name: "Ada Agent" },
        body: "<p>We send a pole.</p>",
        state: "sent",
        state_label: "Sent",
        ...values,
    });
}

/**
 * Open a twist's form whose conversation holds these messages.
 *
 * @param {Object[]|Function} messages or a function (limit, before) to such a list
 */
export async function openTwist(messages, { hasMore = false } = {}) {
    onRpc("social.twist", "conversation", ({ kwargs }) => ({
        messages:
            typeof messages === "function"
                ? messages(kwargs.limit, kwargs.before)
                : messages,
        has_more: hasMore && !kwargs.before,
    }));
    return mountView({
        type: "form",
        resModel: "social.twist",
        resId: 1,
        arch: `<form>
            <field name="name" />
            <widget name="social_conversation" />
        </form>`,
    });
}

/** The methods of messages that the client calls, as steps. */
export function stepDecisions(step) {
    onRpc("social.message", "*", ({ method, args }) => {
        step(`${method} ${args[0]}`);
        return true;
    });
}
