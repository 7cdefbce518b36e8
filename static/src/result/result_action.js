import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { Tally } from "./tally";

export const CHANGED = "SOCIAL_INBOX:CHANGED";
const RESULT = "social_inbox_result";
const SHOWN = 8000; // milliseconds: long enough to read the reasons and to undo

/** What was done and what was not, with a button that takes it back.
 *
 * @param {Object} params message, type, undo: {model, ids, method, args}, a list of
 *  such, or false; and open: {name, action}, what came of it
 */
export function showResult(env, { message, type, undo, open }) {
    const { notification, action } = env.services;
    const undos = [undo || []].flat();
    const buttons = [];
    const close = notification.add(message, {
        type,
        buttons,
        className: "o_social_result",
        autocloseDelay: SHOWN,
    });
    if (open) {
        buttons.push({ name: open.name, onClick: () => action.doAction(open.action) });
    }
    if (undos.length) {
        const onClick = () => {
            close();
            return undoAll(env, undos);
        };
        buttons.push({ name: _t("Undo"), primary: true, onClick });
    }
}

/** The last one first; says what came of it once, however many there were. */
async function undoAll(env, undos) {
    const { orm, action } = env.services;
    const results = [];
    try {
        for (const { model, method, ids, args } of undos.toReversed()) {
            results.push(await orm.call(model, method, [ids, ...(args || [])]));
        }
    } finally {
        env.bus.trigger(CHANGED);
    }
    const told = results.filter((result) => result?.type);
    if (told.length > 1 && told.every((result) => result.tag === RESULT)) {
        const tally = new Tally();
        told.forEach(({ params }) => tally.add({ ...params, undo: false }));
        showResult(env, tally.params);
    } else {
        for (const one of told) {
            await action.doAction(one);
        }
    }
}

/** The client action that actions on twists end in; whatever opened them reloads. */
function resultAction(env, { params }) {
    showResult(env, params);
    return params.next || { type: "ir.actions.act_window_close" };
}

registry.category("actions").add(RESULT, resultAction);
