export const VIEWING = 60000; // milliseconds after which a viewer is forgotten
export const TYPING = 8000;

/** Who is where, as far as this tab was told; what is not told again is forgotten.
 *
 * After a broken connection old messages come once more: `at`, the server's seconds,
 * tells how old they are, whatever the clocks here say.
 */
export class PresenceBook {
    constructor() {
        this.entries = new Map(); // by user and tab: a tab shows one twist
        this.newest = 0;
    }

    get isEmpty() {
        return !this.entries.size;
    }

    /** @param {Object} told as the server sends it: user_id, tab, twist_id, state, at */
    note({ user_id: userId, tab, twist_id: twistId, state, at }) {
        this.newest = Math.max(this.newest, at);
        const key = `${userId}/${tab}`;
        if (state !== "left") {
            const heard = Date.now();
            this.entries.set(key, { userId, twistId, state, at, heard });
        } else if (this.entries.get(key)?.twistId === twistId) {
            this.entries.delete(key);
        }
    }

    forget() {
        for (const [key, entry] of this.entries) {
            if (this.age(entry) >= VIEWING) {
                this.entries.delete(key);
            }
        }
    }

    age({ heard, at }) {
        return Math.max(Date.now() - heard, (this.newest - at) * 1000);
    }

    /** Each person once for each twist, writing if in any tab.
     *
     * @returns {Object<number, {userId: number, state: string}[]>} by twist
     */
    byTwist() {
        const found = {};
        for (const entry of this.entries.values()) {
            const { userId, twistId } = entry;
            const isTyping = entry.state === "typing" && this.age(entry) < TYPING;
            const people = (found[twistId] ??= []);
            const known = people.find((one) => one.userId === userId);
            const person = known || { userId, state: "viewing" };
            if (!known) {
                people.push(person);
            }
            if (isTyping) {
                person.state = "typing";
            }
        }
        return found;
    }
}
