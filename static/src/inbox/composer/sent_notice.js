import { status, useComponent, useEnv } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { CHANGED } from "../../result/result_action";
import { isSessionOver, reason } from "../failure";

const SHOWN = 4000; // milliseconds that a toast stays at least
const SCHEDULED_SHOWN = 10000;

/** Says that an answer leaves, and when; until then it can be taken back.
 *
 * @returns {(draft: Object, result: Object, isScheduled: boolean, takeBack: Function)
 *  => void} with the result of ``social.twist.respond_text``; ``takeBack`` where it
 *  does not become the draft again
 */
export function useSentNotice() {
    const component = useComponent();
    const env = useEnv();
    const orm = useService("orm");
    const notification = useService("notification");
    const drafts = useService("social_inbox_drafts");

    function textOf(when, isScheduled, whyNot, isWaiting) {
        const leaves = isScheduled
            ? _t("It leaves on %s", when.toLocaleString(luxon.DateTime.DATETIME_MED))
            : _t("Sending");
        if (isWaiting) {
            return _t("It waits for approval and leaves when a supervisor approves it");
        }
        const stays = whyNot && _t("The twist was not moved: %s", whyNot);
        return [leaves, stays].filter(Boolean).join("\n");
    }

    function asDraft(draft, id) {
        return drafts.takeBack(draft, async () => {
            const saved = await orm.call("social.message", "take_back", [[id]]);
            return saved.reply;
        });
    }

    async function undo(draft, takeBack, moveIds) {
        try {
            await takeBack();
            if (moveIds?.length) {
                await orm.call("social.phase.move", "action_undo", [moveIds]);
            }
        } catch (error) {
            if (isSessionOver(error)) {
                throw error;
            }
            notification.add(reason(error), { type: "danger" });
        }
        env.bus.trigger(CHANGED);
        const isThere = status(component) !== "destroyed";
        if (isThere && component.props.twistId === draft.twistId) {
            component.focus();
        }
    }

    return (draft, result, isScheduled, takeBack) => {
        const { move, id, not_before: time, is_waiting: isWaiting } = result;
        const when = deserializeDateTime(time);
        const wait = isWaiting ? SHOWN : when.diffNow().milliseconds;
        const buttons = [];
        const close = notification.add(
            textOf(when, isScheduled, move.why_not, isWaiting),
            {
                type: move.why_not && !isWaiting ? "warning" : "success",
                className: "o_social_result",
                autocloseDelay: Math.max(SHOWN, isScheduled ? SCHEDULED_SHOWN : wait),
                buttons,
            },
        );
        if (wait > 0) {
            const onClick = () => {
                close();
                return undo(
                    draft,
                    takeBack || (() => asDraft(draft, id)),
                    move.move_ids,
                );
            };
            buttons.push({ name: _t("Undo"), primary: true, onClick });
        }
    };
}
