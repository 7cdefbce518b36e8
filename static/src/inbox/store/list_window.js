/** The rows of a list of any length, of which only a part has been read.
 *
 * `ids` is as long as the list; where nothing has been read yet it holds 0.
 */
export class ListWindow {
    constructor() {
        this.ids = [];
        this.rows = {};
    }

    get length() {
        return this.ids.length;
    }

    /** What stands from start to end (exclusive): rows, or null where not read. */
    slice(start, end) {
        return this.ids.slice(start, end).map((id) => this.rows[id] || null);
    }

    /** Its place, or -1; 0 is no twist, but stands where nothing has been read. */
    indexOf(id) {
        return id ? this.ids.indexOf(id) : -1;
    }

    /** A part was read. What was read of the rest stays only if the list is as long
     * as before: else its places have moved.
     *
     * @param {{rows: Object[], offset: number}} page
     * @param {number} total
     */
    put({ rows, offset }, total, keep = true) {
        if (!keep || total !== this.ids.length) {
            this.ids = new Array(total).fill(0);
            this.rows = {};
        }
        rows.forEach((row, place) => {
            this.ids[offset + place] = row.id;
            this.rows[row.id] = row;
        });
        this.ids.length = rows.length ? Math.max(total, offset + rows.length) : total;
    }

    /** All ids are known now; rows stay where they were read. */
    setIds(ids) {
        this.ids = [...ids];
    }

    /** The ids from one row to another, both included; 0 where not known.
     *
     * @returns {number[]} empty if one of them is not in the list
     */
    between(id, otherId) {
        const [from, to] = [this.indexOf(id), this.indexOf(otherId)].sort(
            (one, other) => one - other,
        );
        return from < 0 ? [] : this.ids.slice(from, to + 1);
    }

    get knowsAll() {
        return !this.ids.includes(0);
    }

    /** Takes a row out; returns what puts it back at its place. */
    remove(id) {
        const index = this.indexOf(id);
        const row = this.rows[id];
        if (index < 0) {
            return () => {};
        }
        this.ids.splice(index, 1);
        return () => {
            if (this.indexOf(id) < 0) {
                this.ids.splice(Math.min(index, this.ids.length), 0, id);
                this.rows[id] = row;
            }
        };
    }

    /** Takes many rows out.
     *
     * @param {Set<number>} ids
     * @returns {number} how many were there
     */
    removeAll(ids) {
        const before = this.ids.length;
        this.ids = this.ids.filter((id) => !ids.has(id));
        return before - this.ids.length;
    }

    /** Changes a row, if it has been read. */
    patch(id, values) {
        if (this.rows[id]) {
            this.rows[id] = { ...this.rows[id], ...values };
        }
    }

    /** The part around an index that is worth reading, or null if it was read.
     *
     * @returns {{offset: number, limit: number} | null}
     */
    missing(start, end, page) {
        const first = this.ids.slice(start, end).findIndex((id) => !this.rows[id]);
        if (first < 0) {
            return null;
        }
        const offset = Math.floor((start + first) / page) * page;
        return { offset, limit: page };
    }
}
