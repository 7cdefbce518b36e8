import { onPatched, onWillRender } from "@odoo/owl";

/** What is being looked at stays where it is while rows come and go above it; at the
 * top, where one waits for what is new, it makes way.
 *
 * @param {{el: HTMLElement|null}} ref of what scrolls
 * @param {Object} store of the rows
 * @param {number} height of a row, in pixels
 */
export function useAnchor(ref, store, height) {
    let ids = [];
    let order = "";
    let version = -1;
    let shift = 0;

    /** How many places the first row that is seen, and is still there, moved. */
    function moved(now) {
        const first = Math.floor(ref.el.scrollTop / height);
        const last = Math.ceil((ref.el.scrollTop + ref.el.clientHeight) / height);
        for (let place = first; place < last; place++) {
            const index = ids[place] ? now.indexOf(ids[place]) : -1;
            if (index >= 0) {
                return index - place;
            }
        }
        return 0;
    }

    onWillRender(() => {
        if (store.version === version) {
            return;
        }
        version = store.version;
        const now = store.list.ids;
        const key = `${store.listPhase} ${store.query.order}`;
        const isSame = key === order && ids.length;
        shift = ref.el?.scrollTop && isSame ? moved(now) : 0;
        ids = [...now];
        order = key;
    });
    onPatched(() => {
        if (shift) {
            ref.el.scrollTop += shift * height;
            shift = 0;
        }
    });
}
