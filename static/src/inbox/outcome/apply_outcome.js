const MODEL = "social.twist";

/** Opens the dialog that finishes twists with an outcome; afterwards the screen goes on
 * as after any other answer or move.
 *
 * @param {import("../store/inbox_store").InboxStore} store
 * @param {number[]} ids of twists
 * @param {number} [outcomeId] the outcome to begin with
 */
export async function applyOutcome(store, ids, outcomeId = 0) {
    try {
        const args = [ids, outcomeId || false];
        const action = await store.orm.call(MODEL, "action_apply_outcome", args);
        const onClose = (infos) => infos?.ids?.length && finish(store, ids, infos);
        await store.env.services.action.doAction(action, { onClose });
    } catch (error) {
        store.complain(error);
    }
}

/** On to what is next, once: `sent` does so itself after a move.
 *
 * @param {{ids: number[], phases: string[]}} infos what was done, and where to
 */
async function finish(store, ids, { ids: done, phases: [phase] }) {
    const moved = ids.length === 1 && phase !== store.listPhase;
    if (ids.length > 1) {
        store.selection.clear();
        await store.refresh();
    } else {
        await store.sent(ids[0], { moved, phase });
    }
    if (!moved) {
        await store.afterFinish(done);
    }
}
