import { onWillUnmount, useComponent, useExternalListener } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { logContact } from "../header/log_contact";
import { isText } from "../store/typing";
import { HelpDialog } from "./help_dialog";

const REPEATED = ["j", "k"];
const PAUSE = 1500; // milliseconds without a key: what was being typed is over

/** What a key does: with rows checked to all of them, else to the shown twist. */
function forChecked(store, one, name, argsOf = () => []) {
    return () => (store.selection.count ? store.bulk.run(name, ...argsOf()) : one());
}

/** What each key does, in the order in which the help names them.
 *
 * @returns {{key: string, label: string, run: Function}[]}
 */
export function inboxKeys(store, help, expectText = () => {}) {
    const { act } = store;
    return [
        {
            key: "j",
            arrow: "arrowdown",
            label: _t("Next twist"),
            run: () => store.step(1),
        },
        {
            key: "k",
            arrow: "arrowup",
            label: _t("Previous twist"),
            run: () => store.step(-1),
        },
        { key: "g", label: _t("Take the next one"), run: () => store.next.take() },
        {
            key: "r",
            label: _t("Reply"),
            run: () => write(store, "reply", expectText),
        },
        {
            key: "n",
            label: _t("Note for colleagues"),
            run: () => write(store, "note", expectText),
        },
        {
            key: "e",
            label: _t("On to the next phase"),
            run: forChecked(store, () => act.move("next"), "next"),
        },
        {
            key: "shift+e",
            label: _t("Back to the phase before"),
            run: forChecked(store, () => act.move("back"), "back"),
        },
        {
            key: "c",
            label: _t("Close"),
            run: forChecked(store, () => act.move("close"), "close"),
        },
        {
            key: "o",
            label: _t("Outcomes…"),
            run: () =>
                store.selection.count
                    ? store.bulk.open("outcome")
                    : store.openMenu("outcome"),
        },
        {
            key: "i",
            label: _t("Assign to me"),
            run: forChecked(
                store,
                () => act.assignToMe(),
                "assign",
                () => [store.setup.me.id],
            ),
        },
        { key: "a", label: _t("Assign…"), run: openMenu(store, "assign") },
        { key: "t", label: _t("Tags…"), run: openMenu(store, "tag") },
        { key: "z", label: _t("Snooze…"), run: openMenu(store, "snooze") },
        {
            key: "s",
            label: _t("Spam, or not spam"),
            run: forChecked(store, () => act.spam(), "spam"),
        },
        {
            key: "u",
            label: _t("Read, or unread"),
            run: () =>
                store.selection.count ? store.bulk.toggleUnread() : act.toggleUnread(),
        },
        {
            key: "p",
            label: _t("High priority, or not"),
            run: () => act.togglePriority(),
        },
        {
            key: "l",
            label: _t("Log a call, a letter or a visit"),
            run: () => logContact(store),
        },
        { key: "d", label: _t("Details"), run: () => store.openMenu("details") },
        { key: "x", label: _t("Select"), run: () => store.check() },
        {
            key: "shift+x",
            label: _t("Select from the last one to here"),
            run: () => store.check(true),
        },
        { key: "1", label: _t("Sentiment: good"), run: () => rate(act, "good") },
        { key: "2", label: _t("Sentiment: neutral"), run: () => rate(act, "neutral") },
        { key: "3", label: _t("Sentiment: bad"), run: () => rate(act, "bad") },
        { key: "escape", label: _t("Leave, or clear"), run: () => store.leave() },
        { key: "h", label: _t("These keys"), run: help },
    ];
}

function write(store, tab, expectText) {
    const reason = tab === "reply" && store.pane?.composer.why_not;
    if (reason) {
        store.act.refuse(reason);
    }
    store.write(tab);
    expectText();
}

/** The menu of the shown twist, or the one for all that are checked. */
function openMenu(store, name) {
    return () => store.openMenu(store.selection.count ? `bulk_${name}` : name);
}

function rate(act, sentiment) {
    return act.rate({ sentiment });
}

/** A text can vanish while somebody types in it: a colleague closed the twist. Or there
 * is none yet, or no answer is allowed. What the fingers go on with is no command.
 *
 * @returns {{isAvailable: () => boolean, expectText: () => void}} whether keys are
 *  meant as such; to be called when somebody is about to type
 */
function useTextGuard() {
    let text = null;
    let typedAt = 0;
    let pressedAt = 0;
    let isExpected = false;
    const isLost = () => isExpected || (text && !text.isConnected);
    function note({ target, timeStamp, ctrlKey, metaKey, key }) {
        const isHere = isText(target) && target.closest(".o_inbox_composer");
        text = isHere ? target : text;
        const isOn = isHere || (isLost() && timeStamp - typedAt < PAUSE);
        typedAt = isOn && !ctrlKey && !metaKey && key !== "Escape" ? timeStamp : 0;
        isExpected &&= Boolean(typedAt && !isHere);
        pressedAt = timeStamp;
    }
    function expectText() {
        isExpected = true;
        typedAt = pressedAt;
    }
    useExternalListener(window, "keydown", note, { capture: true });
    return { isAvailable: () => !(isLost() && typedAt), expectText };
}

/** The keys of the screen; never while typing (Odoo's hotkey service sees to it), and
 * not with Ctrl, Alt or a dialog open. */
export function useInboxKeys(store) {
    const dialog = useService("dialog");
    const component = useComponent();
    let close = null;
    const help = () => {
        close = dialog.add(HelpDialog, { keys: component.keys });
    };
    const { isAvailable, expectText } = useTextGuard();
    component.keys = inboxKeys(store, help, expectText);
    // where something has the focus, arrows move in it
    const isFree = () => isAvailable() && document.activeElement === document.body;
    for (const { key, arrow, run } of component.keys) {
        useHotkey(key, run, { allowRepeat: REPEATED.includes(key), isAvailable });
        if (arrow) {
            useHotkey(arrow, run, { allowRepeat: true, isAvailable: isFree });
        }
    }
    onWillUnmount(() => close?.());
}
