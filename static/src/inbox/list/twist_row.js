import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";

import { ageOf } from "../../age/age_field";
import { LOOKS } from "../../sentiment/sentiment_field";
import { Avatar } from "../avatar/avatar";

/** A twist in the list: who, what, since when, and what needs attention (A4). */
export class TwistRow extends Component {
    static template = "social_inbox.TwistRow";
    static components = { Avatar };
    static props = {
        row: { type: [Object, { value: null }] }, // null: not read yet
        index: Number,
        top: Number,
        isCurrent: { type: [Boolean, { value: null }] },
        isChecked: { type: [Boolean, { value: null }] },
        onOpen: Function,
        onCheck: Function,
    };

    get row() {
        return this.props.row;
    }

    get age() {
        return ageOf(deserializeDateTime(this.row.last_message_date));
    }

    get face() {
        return LOOKS[this.row.sentiment];
    }

    get initials() {
        return (this.row.user.name || "")
            .split(" ")
            .map((word) => word[0])
            .slice(0, 2)
            .join("");
    }
}
