import { Component, useRef } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { Body } from "./body";
import { fullTimeOf, timeOf } from "./dates";
import { Delivery } from "./delivery";
import { Files } from "./files";
import { Rating, ratingOfKey } from "./rating";

const FINAL = ["delete", "block"]; // moderations without a way back

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
        this.dialog = useService("dialog");
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

    get hasMenu() {
        return !this.isOutbound || this.message.moderations?.length > 0;
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

    /** Hide, like, delete … where it was written; what cannot be undone is asked for. */
    async moderate({ code, label }) {
        const args = [[this.message.id], code];
        const act = async () => {
            await this.orm.call("social.message", "moderate", args);
            this.props.onChanged();
        };
        if (!FINAL.includes(code)) {
            return act();
        }
        this.dialog.add(ConfirmationDialog, {
            title: label,
            body: _t("This happens on the platform itself and cannot be undone here."),
            confirmLabel: label,
            confirm: act,
            cancel: () => {},
        });
    }

    async blockAuthor() {
        const author = this.message.author.id;
        await this.orm.call("social.profile", "action_block", [author]);
        await this.decide("action_spam");
    }
}
