/** The checked rows of a list. */
export class Selection {
    constructor() {
        this.checked = {};
        this.anchor = 0;
    }

    get ids() {
        return Object.keys(this.checked).map(Number);
    }

    get count() {
        return Object.keys(this.checked).length;
    }

    has(id) {
        return Boolean(this.checked[id]);
    }

    toggle(id) {
        if (this.checked[id]) {
            delete this.checked[id];
        } else {
            this.checked[id] = true;
        }
        this.anchor = id;
    }

    /** From the row that was checked last to this one.
     *
     * @param {number[]} order the ids of the list; 0 where not read
     */
    extend(id, order) {
        const [from, to] = [order.indexOf(this.anchor), order.indexOf(id)].sort(
            (one, other) => one - other,
        );
        if (from < 0) {
            this.toggle(id);
            return;
        }
        for (const one of order.slice(from, to + 1).filter(Boolean)) {
            this.checked[one] = true;
        }
        this.anchor = id;
    }

    set(ids) {
        this.checked = Object.fromEntries(ids.map((id) => [id, true]));
    }

    remove(id) {
        delete this.checked[id];
    }

    clear() {
        this.checked = {};
        this.anchor = 0;
    }
}
