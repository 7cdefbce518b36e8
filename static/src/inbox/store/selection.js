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

    /** These, too.
     *
     * @param {number[]} ids
     */
    add(ids) {
        for (const id of ids) {
            this.checked[id] = true;
        }
        this.anchor = ids.at(-1) || this.anchor;
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
