import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { isSessionOver, reason } from "../failure";
import { useSentNotice } from "./sent_notice";

/** Sends answers and notes: the text is gone at once, and back if it is refused. */
export function useSending(component) {
    const orm = useService("orm");
    const notification = useService("notification");
    const drafts = useService("social_inbox_drafts");
    const say = useSentNotice();

    async function call(draft, method, optionsOf) {
        const held = drafts.hold(draft);
        let result = null;
        try {
            await drafts.settled(draft);
            const args = [[draft.twistId], held.body];
            const attachment_ids = held.files.map((file) => file.id);
            result = await orm.call("social.twist", method, args, {
                attachment_ids,
                ...optionsOf(held),
            });
        } catch (error) {
            drafts.putBack(draft);
            if (isSessionOver(error)) {
                throw error;
            }
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

    /** What ``social.twist.respond_text`` takes, as the composer shows it now. */
    function optionsOf({ then = "", time = null, despite = false }) {
        const { composer } = component;
        const { subject, visibility } = composer;
        return (held) => ({
            subject: (held.subject ?? (composer.has_subject && subject)) || false,
            visibility: held.visibility || visibility || false,
            message: composer.message_id || false,
            not_before: time && serializeDateTime(time),
            then,
            phase: composer.phase,
            last_message_id: component.props.seen ?? composer.last_message_id,
            despite_newer: despite,
            ready_answer_ids: held.answers,
            key: held.sent.key,
        });
    }

    /** @param {Object} how then: "next" or "close"; time: when; despite: newer */
    async function answer(draft, how) {
        const result = await call(draft, "respond_text", optionsOf(how));
        if (result && !result.newer) {
            say(draft, result, Boolean(how.time));
        }
        return result;
    }

    function note(draft) {
        const isNamed = (body) => (one) => body.includes(`@${one.name}`);
        return call(draft, "post_note", ({ body, colleagues }) => ({
            partner_ids: colleagues.filter(isNamed(body)).map(({ id }) => id),
        }));
    }

    return { answer, note };
}
