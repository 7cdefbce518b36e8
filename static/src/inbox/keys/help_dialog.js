import { Component, onMounted, useRef } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

/** The keys of the screen, in a dialog. */
export class HelpDialog extends Component {
    static template = "social_inbox.HelpDialog";
    static components = { Dialog };
    static props = { keys: Array, close: Function };

    setup() {
        const list = useRef("list");
        // Odoo's dialogs have a title, but no name for who hears the screen
        onMounted(() => {
            list.el.closest("[role='dialog']")?.setAttribute("aria-label", _t("Keys"));
            // it is scrolled by keys, too, where it does not fit
            list.el.closest(".modal-body")?.setAttribute("tabindex", "0");
        });
    }

    get keys() {
        const others = [
            { key: "control+enter", label: _t("Send what is written") },
            { key: "::", other: "/", label: _t("Ready answers, while writing") },
        ];
        return [...this.props.keys, ...others].map((one) => ({
            ...one,
            parts: partsOf(one.key),
            others: partsOf(one.arrow || one.other || ""),
        }));
    }
}

function partsOf(key) {
    const parts = key.split("+").filter(Boolean);
    return parts.map((part) => NAMES[part] || part.toUpperCase());
}

const NAMES = {
    arrowdown: "↓",
    arrowup: "↑",
    control: _t("Ctrl"),
    shift: _t("Shift"),
    enter: _t("Enter"),
    escape: _t("Esc"),
};
