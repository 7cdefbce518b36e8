import { manuallyDispatchProgrammaticEvent, queryOne } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

import { Composer } from "@social_inbox/inbox/composer/composer";

export const TEXT = ".o_inbox_text";
export const SEND = ".o_inbox_send_now";

/** A composer as the server describes it. */
export function composer(values = {}) {
    return {
        can_reply: true,
        why_not: "",
        do: "",
        phase: "engage",
        message_id: 7,
        last_message_id: 9,
        whom: { name: "Ana", address: "ana@customer.example" },
        sender: { name: "Support", account: "support@shop.example" },
        visibility: "private",
        visibilities: ["private"],
        limits: { length: 0, unit: "char", files: 0, bytes: 0 },
        is_html: true,
        has_subject: true,
        subject: "Re: Tent",
        reply_until: "",
        needs_template: false,
        templates: [],
        is_public: false,
        open_url: "",
        undo_seconds: 10,
        is_other_author: false,
        automatic: "",
        feedback: false,
        drafts: { reply: false, note: false },
        ...values,
    };
}

export function draft(values = {}) {
    return {
        body: "",
        subject: "",
        message_id: false,
        visibility: "",
        revision: 1,
        date: "2026-03-02 10:00:00",
        files: [],
        ...values,
    };
}

/** Draws a composer for twist 1, or for what its state says later. */
export async function mountComposer(props = {}) {
    const events = [];
    class Parent extends Component {
        static template = xml`
            <Composer t-if="screen.isShown" t-props="state"/>`;
        static components = { Composer };
        static props = ["*"];
        setup() {
            this.screen = useState({ isShown: true });
            this.state = useState({
                twistId: 1,
                composer: composer(),
                onSent: (result) => events.push(["sent", result]),
                onNote: () => events.push(["note"]),
                onDo: (action) => events.push(["do", action]),
                onTyping: () => events.push(["typing"]),
                ...props,
            });
        }
    }
    const parent = await mountWithCleanup(Parent);
    return { state: parent.state, screen: parent.screen, events };
}

/** Drafts are kept; each save is a step. */
export function keepDrafts(step = () => {}) {
    let revision = 10;
    onRpc("social.twist", "save_draft", ({ args }) => {
        const [[twistId], kind, values] = args;
        step(`save ${twistId} ${kind} ${values.body}`);
        revision += 1;
        return { revision };
    });
}

/** Answers are queued; each is a step, with what was asked for. */
export function takeAnswers(step, result = {}) {
    onRpc("social.twist", "respond_text", ({ args, kwargs }) => {
        step(`respond ${args[0]} ${args[1]}`, kwargs);
        return { id: 70, not_before: "2026-03-02 12:00:10", move: {}, ...result };
    });
}

/** What is pasted into the text is not typed: files. */
export function paste(files) {
    const data = new DataTransfer();
    files.forEach((file) => data.items.add(file));
    return manuallyDispatchProgrammaticEvent(queryOne(TEXT), "paste", {
        clipboardData: data,
    });
}

export function picture(content = "x") {
    return new File([content], "tent.png", { type: "image/png" });
}

export async function type(text) {
    await contains(TEXT).edit(text, { confirm: false });
    await animationFrame();
}

export function shown() {
    return queryOne(TEXT).value;
}
