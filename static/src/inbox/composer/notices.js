import { Component } from "@odoo/owl";

/** What stands between whoever writes and sending: a refusal, feedback that waits,
 * what came meanwhile. */
export class Notices extends Component {
    static template = "social_inbox.ComposerNotices";
    static props = {
        composer: Object,
        isBlocked: Boolean,
        feedback: [Object, Boolean],
        suggested: { type: [Object, Boolean], optional: true },
        newer: Number,
        onDo: Function,
        onFeedback: Function,
        onSuggested: { type: Function, optional: true },
        onSend: Function,
    };
}
