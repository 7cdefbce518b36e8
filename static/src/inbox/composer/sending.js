import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { isSessionOver, reason } from "../failure";
import { asSent } from "./draft_text";
import { useSentNotice } from "./sent_notice";

/** Nothing was sent: something newer came, or the guard asks first. */
const isHeld = ({ newer, guarded }) => Boolean(newer || guarded);

/** Sends answers and notes: the text is gone at once, and back if it is refused. */
export function useSending(component) {
    const orm = useService("orm");
    const notification = useService("notification");
    const drafts = useService("social_inbox_drafts");
    const say = useSentNotice();

    function complain(error, text) {
        if (isSessionOver(error)) {
            throw error; // Odoo itself asks to log in again
        }
        notification.add(text, { type: "danger" });
    }

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
            complain(error, _t("Not sent: %s Your text is back.", reason(error)));
            return null;
        }
        if (isHeld(result)) {
            drafts.putBack(draft);
        } else {
            drafts.done(draft);
        }
        return result;
    }

    /** What ``social.twist.respond_text`` takes, as the composer shows it now. */
    function optionsOf({ then = "", time = null, despite = false, confirmed = false }) {
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
            guard_confirmed: confirmed,
            ready_answer_ids: held.answers,
            key: held.sent.key,
        });
    }

    /** @param {Object} how then: "next" or "close"; time: when; despite: newer */
    async function answer(draft, how) {
        const result = await call(draft, "respond_text", optionsOf(how));
        if (result && !isHeld(result)) {
            say(draft, result, Boolean(how.time));
        }
        return result;
    }

    /** An approved text; what was typed stays where it is. */
    async function approved(draft, how) {
        const { templates } = component;
        const { id, values, sent: before } = templates.chosen;
        const body = JSON.stringify([id, values]);
        const sent = asSent({ body, files: [], sent: before });
        templates.change({ sent });
        const { twistId, visibility } = draft;
        const options = optionsOf(how)({ visibility, sent, answers: [] });
        let result = null;
        try {
            const chosen = { template_id: id, template_values: values };
            const args = [[twistId], ""];
            const kwargs = { ...options, ...chosen };
            result = await orm.call("social.twist", "respond_text", args, kwargs);
        } catch (error) {
            complain(error, _t("Not sent: %s", reason(error)));
            return null;
        }
        if (!isHeld(result)) {
            const chosen = templates.forget(twistId);
            say(draft, result, Boolean(how.time), async () => {
                await orm.call("social.message", "action_withdraw", [result.id]);
                templates.restore(twistId, { ...chosen, sent: null });
            });
        }
        return result;
    }

    function note(draft) {
        const isNamed = (body) => (one) => body.includes(`@${one.name}`);
        return call(draft, "post_note", ({ body, colleagues }) => ({
            partner_ids: colleagues.filter(isNamed(body)).map(({ id }) => id),
        }));
    }

    return { answer, approved, note };
}
