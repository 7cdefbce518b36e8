import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

// at the start of a word, up to where one types
const READY = /(?:^|\s)((?:::|\/)([^\s/:][^\s]{0,39})?)$/u;
const COLLEAGUE = /(?:^|\s)(@([\p{L}\p{N}][\p{L}\p{N}.' -]{0,39})?)$/u;

/** What is being looked for before the caret, if anything.
 *
 * @returns {{kind: "ready"|"colleague", term: string, start: number}|null}
 */
export function lookedFor(before, isNote) {
    const found = READY.exec(before) || (isNote && COLLEAGUE.exec(before));
    return (
        found && {
            kind: found[1].startsWith("@") ? "colleague" : "ready",
            term: found[2] || "",
            start: before.length - found[1].length,
        }
    );
}

/** Ready answers and colleagues, offered while one types.
 *
 * @param {Object} ref of the textarea
 * @param {() => {twistId: number, isNote: boolean}} getPlace
 * @param {(item: Object, start: number, end: number) => void} onPicked
 */
export function useSuggestions(ref, getPlace, onPicked) {
    const orm = useService("orm");
    const state = useState({ items: [], index: 0, start: 0 });
    let turn = 0;

    function close() {
        turn += 1;
        state.items = [];
    }

    async function fetch({ kind, term }, twistId) {
        const method = kind === "ready" ? "ready_answers" : "colleagues";
        try {
            const found = await orm.silent.call("social.twist", method, [
                [twistId],
                term,
            ]);
            return found.map((one) =>
                kind === "ready"
                    ? { ...one, kind, label: one.source, insert: one.text }
                    : { ...one, kind, label: one.name, insert: `@${one.name} ` },
            );
        } catch {
            return []; // typing goes on without help
        }
    }

    async function look() {
        const { twistId, isNote } = getPlace();
        const { value, selectionStart: caret } = ref.el;
        const wanted = lookedFor(value.slice(0, caret), isNote);
        const mine = ++turn;
        const items = wanted ? await fetch(wanted, twistId) : [];
        if (mine === turn) {
            Object.assign(state, { items, index: 0, start: wanted?.start || 0 });
        }
    }

    function pick(item) {
        const { start } = state;
        close();
        onPicked(item, start, ref.el.selectionStart);
    }

    function move(step) {
        const { length } = state.items;
        state.index = (state.index + step + length) % length;
    }

    const keys = {
        ArrowDown: () => move(1),
        ArrowUp: () => move(-1),
        Enter: () => pick(state.items[state.index]),
        Tab: () => pick(state.items[state.index]),
        Escape: close,
    };

    /** Whether a key was for the list. */
    function onKeydown(ev) {
        const isPlain = !ev.ctrlKey && !ev.metaKey && !ev.altKey && !ev.shiftKey;
        if (!state.items.length || !isPlain || !keys[ev.key]) {
            return false;
        }
        ev.preventDefault();
        ev.stopPropagation();
        keys[ev.key]();
        return true;
    }

    return { state, look, close, pick, onKeydown };
}

/** The list itself; the focus stays in the text. */
export class Suggestions extends Component {
    static template = "social_inbox.ComposerSuggestions";
    static props = { id: String, items: Array, index: Number, onPick: Function };

    setup() {
        const root = useRef("root");
        useEffect(
            () => {
                const active = root.el?.querySelector("[aria-selected=true]");
                active?.scrollIntoView({ block: "nearest" });
            },
            () => [this.props.index],
        );
    }
}
