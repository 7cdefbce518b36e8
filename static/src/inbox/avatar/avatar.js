import { Component } from "@odoo/owl";

const HUES = 11;

/** A face or initials, with the platform's mark. Initials are drawn here: a list of
 * forty strangers asks the server for no picture. */
export class Avatar extends Component {
    static template = "social_inbox.Avatar";
    static props = {
        author: Object,
        icon: { type: String, optional: true },
        large: { type: Boolean, optional: true },
    };

    get initials() {
        const words = this.props.author.name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
        const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
        return letters.map((word) => [...word][0].toUpperCase()).join("");
    }

    get hue() {
        return this.props.author.id % HUES;
    }
}
