import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const GAP = /\{\{(\d+)\}\}/;
const NOTHING = { id: 0, values: [], sent: null };

/** The approved text that is chosen in each twist, and what its gaps are filled with;
 * free text that was typed stays in its draft. */
export function useTemplates(composer) {
    const book = useState({});
    const chosen = () => book[composer.props.twistId] || NOTHING;
    const change = (values) => {
        book[composer.props.twistId] = { ...chosen(), ...values };
    };
    return {
        get chosen() {
            return chosen();
        },
        get template() {
            const { templates } = composer.composer;
            return templates.find(({ id }) => id === chosen().id) || null;
        },
        /** Why it cannot be sent yet; empty if it can. */
        get whyNot() {
            if (!this.template) {
                return _t("Choose one of the approved texts first.");
            }
            const { values } = chosen();
            const isFilled = (_gap, index) => values[index]?.trim();
            return gapsOf(this.template).every(isFilled)
                ? ""
                : _t("Fill in all the gaps of the text.");
        },
        change,
        /** @returns {Object} what was chosen, for `restore` */
        forget(twistId) {
            const known = book[twistId];
            delete book[twistId];
            return known;
        },
        restore(twistId, known) {
            book[twistId] = known;
        },
    };
}

/** Numbers of a text's gaps, from 1. */
export function gapsOf({ variables }) {
    return Array.from({ length: variables || 0 }, (_none, index) => index + 1);
}

/** A text in parts: what stands there, and its gaps as they are filled.
 *
 * @returns {{text: string, gap: number}[]} gap 0: what stands there
 */
export function partsOf(body, values) {
    return body.split(GAP).map((text, index) => {
        const gap = index % 2 ? Number(text) : 0;
        return { text: gap ? values[gap - 1] || "" : text, gap };
    });
}

/** A choice of approved texts, their gaps, and how it will read. */
export class Templates extends Component {
    static template = "social_inbox.ComposerTemplates";
    static props = {
        templates: Array,
        chosen: Object, // {id, values}
        template: [Object, { value: null }],
        draft: Object,
        onChange: Function,
        onSend: Function,
    };

    get gaps() {
        return this.props.template ? gapsOf(this.props.template) : [];
    }

    get parts() {
        const { body, name } = this.props.template;
        return partsOf(body || name, this.props.chosen.values);
    }

    labelOf({ name, language }) {
        return language ? `${name} (${language})` : name;
    }

    /** What stands around a gap: which words are wanted there. */
    aroundOf(gap) {
        const parts = partsOf(this.props.template.body, []);
        const index = parts.findIndex((part) => part.gap === gap);
        const before = parts[index - 1]?.text.split(/\s+/).slice(-3).join(" ") || "";
        return index < 0 ? "" : `${before}…`;
    }

    choose(ev) {
        this.props.onChange({ id: Number(ev.target.value), values: [] });
    }

    fill(gap, value) {
        const values = [...this.props.chosen.values];
        values[gap - 1] = value;
        this.props.onChange({ values: this.gaps.map((one) => values[one - 1] || "") });
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey) && !ev.isComposing) {
            ev.preventDefault();
            this.props.onSend();
        }
    }
}
