const TAKE = "screen_take_next";
const REMEMBERED = 500; // twists that are not shown a second time

/** What comes next: of the list, or of all that waits (B4, B15). */
export class InboxNext {
    constructor(store) {
        this.store = store;
        this.shown = []; // ids that were taken or shown by Take Next
        this.isTaking = false;
    }

    /** @returns {"off" | "list" | "take"} what the user wants after a twist */
    get wish() {
        return this.store.setup?.me.after_finish || "list";
    }

    /** The most urgent twist that nobody has becomes the user's, and is shown. */
    async take() {
        const { store } = this;
        if (this.isTaking) {
            return;
        }
        this.isTaking = true;
        try {
            const found = await store.tell(() => this.ask());
            if (found.id) {
                this.shown = [...this.shown, found.id].slice(-REMEMBERED);
                await store.select(found.id);
            } else {
                this.shown = []; // own ones that still wait come again
                store.notification.add(found.text, { type: "info" });
            }
        } catch (error) {
            store.complain(error);
        } finally {
            this.isTaking = false;
        }
    }

    ask() {
        const { orm, query, currentId } = this.store;
        const skip = [...new Set([...this.shown, currentId])].filter(Boolean);
        return orm.silent.call("social.twist", TAKE, [query, skip]);
    }

    /** The shown twist is finished and no longer listed: what is shown instead, at
     * once; what is taken has to be asked for first, see `afterFinish`.
     *
     * @param {number} nextId the next one of the list
     */
    follow(nextId) {
        return this.store.select(this.wish === "list" ? nextId : 0);
    }

    /** These are finished, and the server knows it. */
    async afterFinish(ids) {
        const { store } = this;
        const isShown = ids.includes(store.currentId);
        if (this.wish === "take" && (isShown || !store.currentId)) {
            await this.take();
        } else if (isShown) {
            const next = store.neighbour(1) || store.neighbour(-1);
            await this.follow(ids.includes(next) ? 0 : next);
        }
    }
}
