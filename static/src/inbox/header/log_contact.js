/** Log a phone call, a letter or a visit; the twist that it becomes is shown. */
export async function logContact(store) {
    const { action } = store.env.services;
    await action.doAction("social_inbox.social_contact_by_hand_action", {
        additionalContext: { social_inbox_screen: true },
        onClose: async (infos) => {
            if (infos?.twist_id) {
                await store.refresh(new Set([infos.twist_id]));
                await store.select(infos.twist_id);
            }
        },
    });
}
