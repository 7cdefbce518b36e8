import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

/** A part of the pane that can be folded; the browser remembers it for each user. */
export class Section extends Component {
    static template = "social_inbox.DetailSection";
    static props = {
        name: String,
        title: String,
        icon: { type: String, optional: true },
        count: { type: Number, optional: true },
        note: { type: String, optional: true },
        isNested: { type: Boolean, optional: true },
        slots: Object,
    };

    setup() {
        const folded = browser.localStorage.getItem(this.key) === "folded";
        this.state = useState({ isOpen: !folded });
    }

    get key() {
        return `social_inbox.details.${user.userId}.${this.props.name}`;
    }

    get bodyId() {
        return `o_inbox_details_${this.props.name}`;
    }

    toggle() {
        this.state.isOpen = !this.state.isOpen;
        if (this.state.isOpen) {
            browser.localStorage.removeItem(this.key);
        } else {
            browser.localStorage.setItem(this.key, "folded");
        }
    }
}

let lastTool = 0;

/** A button of a toolbar. One that may not be used stays, says why, and can be
 * reached: whoever hears the screen is told the reason, too. */
export class Tool extends Component {
    static template = "social_inbox.DetailTool";
    static props = {
        name: String,
        icon: { type: String, optional: true },
        label: String,
        whyNot: { type: String, optional: true },
        isPressed: { type: Boolean, optional: true },
        look: { type: String, optional: true }, // icon, button or link
        onClick: Function,
    };
    static defaultProps = { whyNot: "", look: "icon" };

    setup() {
        lastTool += 1;
        this.reasonId = `o_inbox_detail_why_not_${lastTool}`;
    }

    get look() {
        const looks = {
            button: "btn btn-sm btn-secondary",
            link: "o_inbox_detail_link",
        };
        return looks[this.props.look] || "btn btn-sm btn-light";
    }

    get pressed() {
        const { isPressed } = this.props;
        return isPressed === undefined ? undefined : String(isPressed);
    }

    onClick() {
        if (!this.props.whyNot) {
            this.props.onClick();
        }
    }
}
