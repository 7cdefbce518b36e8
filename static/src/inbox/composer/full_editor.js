import { escape } from "@web/core/utils/strings";

import { CHANGED } from "../../result/result_action";

/** Plain text as the editor takes it. */
export function asHtml(text) {
    return text
        .split(/\n\s*\n/)
        .map((part) => `<p>${escape(part).replaceAll("\n", "<br>")}</p>`)
        .join("");
}

/** Go on in the dialog with formatting; what was sent there is gone here. */
export async function fullEditor({ orm, action, drafts, draft, composer, env }) {
    await drafts.save(draft);
    const { twistId } = draft;
    const dialog = await orm.call("social.twist", "action_respond", [[twistId]]);
    const context = { ...dialog.context };
    if (draft.body.trim()) {
        context.default_body = asHtml(draft.body);
    }
    context.default_subject = draft.subject ?? composer.subject;
    context.default_message_id = composer.message_id;
    context.default_attachment_ids = draft.files.map((file) => file.id);
    async function onClose() {
        const saved = await orm.call("social.twist", "read_drafts", [[twistId]]);
        drafts.accept(draft, saved.reply, true);
        env.bus.trigger(CHANGED); // whatever shows the conversation
    }
    await action.doAction({ ...dialog, context }, { onClose });
}
