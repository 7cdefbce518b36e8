import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const SENTIMENTS = [
    { value: "good", icon: "fa-smile-o", label: _t("Good"), key: "1" },
    { value: "neutral", icon: "fa-meh-o", label: _t("Neutral"), key: "2" },
    { value: "bad", icon: "fa-frown-o", label: _t("Bad"), key: "3" },
];
const RELEVANCES = [
    { value: "0", label: _t("Relevance: none") },
    { value: "1", label: _t("Relevance: low") },
    { value: "2", label: _t("Relevance: medium") },
    { value: "3", label: _t("Relevance: high") },
];

/** Sentiment and relevance of a message: one click or, with the message focused,
 * one key. Choosing what is chosen takes it back. */
export class Rating extends Component {
    static template = "social_inbox.Rating";
    static props = { message: Object, onChanged: Function };

    setup() {
        this.orm = useService("orm");
        this.sentiments = SENTIMENTS;
        this.relevances = RELEVANCES;
    }

    async rate(name, value) {
        const { message } = this.props;
        const chosen = message[name] === value ? false : value;
        await this.orm.call("social.message", "rate", [message.id], { [name]: chosen });
        this.props.onChanged();
    }
}

/** What a key on a focused message sets: [field, value], or null.
 *
 * @param {Object} message
 * @param {string} key 1 2 3 for good, neutral, bad; + and - for the relevance
 */
export function ratingOfKey(message, key) {
    const sentiment = SENTIMENTS.find((one) => one.key === key);
    if (sentiment) {
        return ["sentiment", sentiment.value];
    }
    const step = { "+": 1, "-": -1 }[key];
    if (!step) {
        return null;
    }
    const next = Number(message.relevance || 0) + step;
    return ["relevance", String(Math.min(3, Math.max(0, next)))];
}
