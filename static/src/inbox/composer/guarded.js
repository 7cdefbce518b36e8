import { Component } from "@odoo/owl";

/** What the guard found in the text, and the choice: change it, or send it anyway. */
export class Guarded extends Component {
    static template = "social_inbox.ComposerGuarded";
    static props = {
        guarded: Object, // {text, findings} as respond_text gives them
        onChange: Function,
        onSend: Function,
    };

    /** Each once: the same number may be there twice. */
    get findings() {
        const byText = new Map();
        for (const one of this.props.guarded.findings) {
            byText.set(`${one.kind}/${one.text}`, one);
        }
        return [...byText.values()];
    }
}

/** Where a finding stands in what was typed: the server counts characters of the text
 * without spaces around it, the browser halves of some.
 *
 * @returns {[number, number]} empty where the text is another one by now
 */
export function rangeOf(body, { start, end }) {
    const before = body.length - body.trimStart().length;
    const characters = [...body.trim()];
    if (end > characters.length) {
        return [0, 0];
    }
    const unitsUpTo = (place) => characters.slice(0, place).join("").length;
    return [before + unitsUpTo(start), before + unitsUpTo(end)];
}
