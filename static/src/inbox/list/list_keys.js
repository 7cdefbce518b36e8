import { ROW } from "./row_height";

/** Where a key leads from a row; null if nowhere.
 *
 * @param {string} key
 * @param {number} index of the row
 * @param {{length: number, height: number}} list rows, and pixels that are seen
 */
export function targetOf(key, index, { length, height }) {
    const page = Math.max(1, Math.floor(height / ROW) - 1);
    const targets = {
        ArrowDown: index + 1,
        ArrowUp: index - 1,
        PageDown: index + page,
        PageUp: index - page,
        Home: 0,
        End: length - 1,
    };
    const target = targets[key];
    return target === undefined ? null : Math.max(0, Math.min(length - 1, target));
}

/** Keys on a row of the list: arrows and the like move, Enter opens, Space checks,
 * Esc gives the selection up. Others are left to the screen.
 *
 * @param {import("./twist_list").TwistList} list
 */
export function pressInList(list, ev) {
    const { store } = list;
    const row = ev.target.closest(".o_inbox_row");
    if (!row || ev.ctrlKey || ev.metaKey || ev.altKey) {
        return;
    }
    const index = Number(row.dataset.index);
    const height = list.root.el.clientHeight;
    const target = targetOf(ev.key, index, { length: list.length, height });
    if (target !== null) {
        list.goTo(target);
    } else if (ev.key === "Enter" && ev.target === row) {
        list.open(store.list.ids[index]);
    } else if (ev.key === " " && ev.target === row) {
        store.bulk.check(store.list.ids[index], { range: ev.shiftKey });
    } else if (ev.key === "Escape" && store.selection.count) {
        store.bulk.clear();
    } else {
        return;
    }
    ev.preventDefault();
    ev.stopPropagation();
}
