import { showResult } from "../result/result_action";

/** After a twist was saved: say where it was moved to, and offer to undo it.
 *
 * Buttons do that by themselves; this is for the board and the status bar.
 */
export async function showMove(controller, record, changes) {
    if (changes && "phase" in changes) {
        const [env, orm] = [controller.env, controller.env.services.orm];
        const { params } = await orm.call("social.twist", "last_moves", [record.resId]);
        showResult(env, params);
    }
}
