import { Component, useRef } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { Body } from "./body";
import { fullTimeOf, timeOf } from "./dates";
import { Delivery } from "./delivery";
import { Files } from "./files";
import { Rating, ratingOfKey } from "./rating";

/** One message of a conversation: who, when, what it answers, and what became of it. */
export class Bubble extends Component {
    static template = "social_inbox.Bubble";
    static components = { Body, Delivery, Dropdown, DropdownItem, Files, Rating };
    static props = {
        message: Object,
        subject: String,
        parent: [Object, Boolean], // what it answers, where that is said
        canRate: { type: Boolean, optional: true },
        isSelected: { type: Boolean, optional: true },
        onSelect: { type: Function, optional: true },
        onChanged: Function,
        onEdit: { type: Function, optional: true },
        onOpenFile: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
    }

    get message() {
        return this.props.message;
    }

    get isOutbound() {
        return this.message.direction === "outbound";
    }

    get isRated() {
        return Boolean(this.props.canRate) && !this.isOutbound;
    }

    get isFocusable() {
        return this.isRated || Boolean(this.props.onSelect);
    }

    get direction() {
        return this.isOutbound ? _t("Outbound") : _t("Inbound");
    }

    get authorName() {
        if (this.isOutbound) {
            return this.message.user.name || _t("We");
        }
        return this.message.author.name;
    }

    get image() {
        return (this.isOutbound ? this.message.user : this.message.author).image;
    }

    get time() {
        return timeOf(this.message.date);
    }

    get fullTime() {
        return fullTimeOf(this.message.date);
    }

    /** What a screen reader says before the text. */
    get label() {
        const { type } = this.message;
        return [this.authorName, this.time, this.direction, type].join(", ");
    }

    /** Whom a mail went to, where that is not only us. */
    get recipients() {
        const all = this.message.recipients || [];
        return all.length > 1 ? all.join(", ") : "";
    }

    momentOf(date) {
        return date ? fullTimeOf(date) : "";
    }

    select() {
        if (this.props.onSelect && !this.props.isSelected) {
            this.props.onSelect(this.message);
        }
    }

    async decide(method) {
        await this.orm.call("social.message", method, [this.message.id]);
        this.props.onChanged();
    }

    /** 1 2 3 and + - rate the focused message; keys inside it are left alone. */
    async onKeydown(ev) {
        const isPlain = !ev.ctrlKey && !ev.altKey && !ev.metaKey;
        if (!this.isRated || ev.target !== this.root.el || !isPlain) {
            return;
        }
        const rating = ratingOfKey(this.message, ev.key);
        if (rating) {
            const [name, value] = rating;
            ev.preventDefault();
            ev.stopPropagation(); // the screen around has the same keys
            const id = this.message.id;
            await this.orm.call("social.message", "rate", [id], { [name]: value });
            this.props.onChanged();
        }
    }

    async blockAuthor() {
        const author = this.message.author.id;
        await this.orm.call("social.profile", "action_block", [author]);
        await this.decide("action_spam");
    }
}
