import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

export const CHANGED = "SOCIAL_INBOX:CHANGED";
const SHOWN = 8000; // milliseconds: long enough to read the reasons and to undo

/** What was done and what was not, with a button that takes it back.
 *
 * @param {Object} params message, type, undo: {model, ids, method, args} or false, and
 *  open: {name, action}, what came of it
 */
export function showResult(env, { message, type, undo, open }) {
    const { notification, orm, action } = env.services;
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
    if (undo) {
        const onClick = async () => {
            close();
            const args = [undo.ids, ...(undo.args || [])];
            const result = await orm.call(undo.model, undo.method, args);
            env.bus.trigger(CHANGED);
            if (result?.type) {
                await action.doAction(result);
            }
        };
        buttons.push({ name: _t("Undo"), primary: true, onClick });
    }
}

/** The client action that actions on twists end in; whatever opened them reloads. */
function resultAction(env, { params }) {
    showResult(env, params);
    return params.next || { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("social_inbox_result", resultAction);
