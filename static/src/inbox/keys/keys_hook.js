import { useHotkey } from "@web/core/hotkeys/hotkey_hook";

/** The keys of the screen; never while typing (Odoo's hotkey service sees to it). */
export function useInboxKeys(store) {
    const { act } = store;
    const keys = {
        j: () => store.step(1),
        k: () => store.step(-1),
        i: () => act.assignToMe(),
        e: () => act.move("next"),
        "shift+e": () => act.move("back"),
        c: () => act.move("close"),
        s: () => act.spam(),
        u: () => act.toggleUnread(),
        1: () => act.rate({ sentiment: "good" }),
        2: () => act.rate({ sentiment: "neutral" }),
        3: () => act.rate({ sentiment: "bad" }),
    };
    const repeated = ["j", "k"];
    for (const [key, callback] of Object.entries(keys)) {
        useHotkey(key, callback, { allowRepeat: repeated.includes(key) });
    }
}
