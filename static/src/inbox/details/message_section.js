import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { Rating } from "../../conversation/rating";
import { fullDate } from "./dates";
import { detailProps, useDetailActions } from "./details_hook";
import { Section, Tool } from "./section";

const SENTIMENTS = { good: _t("Good"), neutral: _t("Neutral"), bad: _t("Bad") };
const RELEVANCES = { 0: _t("None"), 1: _t("Low"), 2: _t("Medium"), 3: _t("High") };
const VISIBILITIES = { public: _t("Public"), private: _t("Private") };

/** The message that is selected in the conversation. */
export class MessageSection extends Component {
    static template = "social_inbox.MessageSection";
    static components = { Rating, Section, Tool };
    static props = {
        ...detailProps,
        message: [Object, { value: null }],
        canRate: Boolean,
    };

    setup() {
        Object.assign(this, useDetailActions());
    }

    get message() {
        return this.props.message;
    }

    get isInbound() {
        return this.message?.direction === "inbound";
    }

    get spamTool() {
        return this.message.is_spam
            ? { name: "not_spam", icon: "fa-check", label: _t("Not Spam") }
            : { name: "spam", icon: "fa-ban", label: _t("Mark as Spam") };
    }

    /** Pairs of what is known, without what is empty. */
    get facts() {
        const { message } = this;
        const from = this.isInbound ? message.author.name : message.user.name;
        const facts = [
            [_t("Direction"), this.isInbound ? _t("Received") : _t("Sent by us")],
            [_t("From"), from],
            [_t("To"), message.recipients?.join(", ")],
            [_t("Date"), fullDate(message.date)],
            [_t("Kind"), message.kind],
            [_t("Type"), message.type],
            [_t("Visibility"), VISIBILITIES[message.visibility]],
            [_t("Automatic"), message.automatic],
            [_t("Delivery"), message.state_label],
        ];
        if (this.isInbound && !this.props.canRate) {
            facts.push([_t("Sentiment"), SENTIMENTS[message.sentiment]]);
            facts.push([_t("Relevance"), RELEVANCES[message.relevance]]);
        }
        return facts.filter(([, value]) => value);
    }

    toggleSpam() {
        this.run(this.spamTool.name, { message_id: this.message.id });
    }
}
