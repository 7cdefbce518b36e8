import { status, useComponent, useEnv } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { CHANGED } from "../../result/result_action";

const SHOWN = 4000; // milliseconds that a toast stays at least
const SCHEDULED_SHOWN = 10000;

/** 32 hex digits: of a call repeated with them nothing is sent twice. */
function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What the server said, in words for a person. */
function reason(error) {
    return error.data?.message || _t("The server cannot be reached.");
}

/** Sends answers and notes: the text is gone at once, and back if it is refused. */
export function useSending() {
    const component = useComponent();
    const env = useEnv();
    const orm = useService("orm");
    const notification = useService("notification");
    const drafts = useService("social_inbox_drafts");
    const keys = new Map(); // of texts that were sent, and perhaps arrived

    async function send(draft, method, optionsOf) {
        const held = drafts.hold(draft);
        let result = null;
        try {
            await drafts.settled(draft);
            const ids = held.files.map((file) => file.id);
            result = await orm.call(
                "social.twist",
                method,
                [[draft.twistId], held.body],
                { attachment_ids: ids, ...optionsOf(held) },
            );
        } catch (error) {
            drafts.putBack(draft);
            const text = _t("Not sent: %s Your text is back.", reason(error));
            notification.add(text, { type: "danger" });
            return null;
        }
        if (result.newer) {
            drafts.putBack(draft);
        } else {
            drafts.done(draft);
        }
        return result;
    }

    function keyOf(held) {
        const text = JSON.stringify([held.body, held.files]);
        if (!keys.has(text)) {
            keys.set(text, newKey());
        }
        return [text, keys.get(text)];
    }

    /** @param {Object} options as ``social.twist.respond_text`` takes them */
    async function answer(draft, options) {
        let text = "";
        const result = await send(draft, "respond_text", (held) => {
            const [known, key] = keyOf(held);
            text = known;
            const values = { ...options, key };
            for (const [name, value] of [
                ["subject", held.subject ?? options.subject],
                ["visibility", held.visibility || options.visibility],
                ["message", held.messageId || options.message],
            ]) {
                values[name] = value || false;
            }
            return values;
        });
        if (result && !result.newer) {
            keys.delete(text);
            say(draft, result, options);
        }
        return result;
    }

    function note(draft, partnerIds) {
        return send(draft, "post_note", (held) => ({
            partner_ids: partnerIds(held.body),
        }));
    }

    function say(draft, result, options) {
        const { move, id } = result;
        const scheduled = Boolean(options.not_before);
        const when = deserializeDateTime(result.not_before);
        const wait = when.diffNow().milliseconds;
        const texts = [
            scheduled
                ? _t(
                      "It leaves on %s",
                      when.toLocaleString(luxon.DateTime.DATETIME_MED),
                  )
                : _t("Sending"),
        ];
        if (move.why_not) {
            texts.push(_t("The twist was not moved: %s", move.why_not));
        }
        const buttons = [];
        const close = notification.add(texts.join("\n"), {
            type: move.why_not ? "warning" : "success",
            className: "o_social_result",
            autocloseDelay: Math.max(SHOWN, scheduled ? SCHEDULED_SHOWN : wait),
            buttons,
        });
        if (wait > 0) {
            const onClick = () => {
                close();
                return undo(draft, id, move.move_ids);
            };
            buttons.push({ name: _t("Undo"), primary: true, onClick });
        }
    }

    async function undo(draft, id, moveIds) {
        await drafts.save(draft);
        try {
            const saved = await orm.call("social.message", "take_back", [[id]]);
            drafts.accept(draft, saved.reply, true);
            if (moveIds?.length) {
                await orm.call("social.phase.move", "action_undo", [moveIds]);
            }
        } catch (error) {
            notification.add(reason(error), { type: "danger" });
        }
        env.bus.trigger(CHANGED);
        if (status(component) !== "destroyed") {
            component.focus();
        }
    }

    return { answer, note };
}
