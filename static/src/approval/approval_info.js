import { Component } from "@odoo/owl";

import { ReplyWindow } from "../inbox/composer/reply_window";

/** Why an answer waits for approval, until when, and what was decided. */
export class ApprovalInfo extends Component {
    static template = "social_inbox.ApprovalInfo";
    static components = { ReplyWindow };
    static props = { approval: Object };

    get isWaiting() {
        return this.props.approval.state === "waiting";
    }

    get isEdited() {
        return this.props.approval.state === "edited";
    }

    get isRejected() {
        return this.props.approval.state === "rejected";
    }
}
