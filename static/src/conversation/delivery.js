import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { ApprovalInfo } from "../approval/approval_info";
import { momentOf } from "./dates";

const STATE_ICONS = {
    waiting: "fa-hourglass-half",
    queued: "fa-clock-o",
    sending: "fa-paper-plane-o",
    sent: "fa-check",
    failed: "fa-exclamation-triangle",
    unknown: "fa-question-circle",
    cancelled: "fa-undo",
};
/** What the server says can be decided, as buttons. */
const DECISIONS = {
    undo: { label: _t("Undo"), method: "action_withdraw" },
    edit: { label: _t("Edit") },
    send_now: { label: _t("Send now"), method: "action_send_now" },
    send_again: { label: _t("Send again"), method: "action_send_again" },
    mark_sent: { label: _t("It was sent"), method: "action_mark_sent" },
    approve: { label: _t("Approve"), approval: "action_approve" },
    edit_approve: { label: _t("Edit and approve"), approval: "action_edit" },
    reject: { label: _t("Reject"), approval: "action_reject" },
    take_back: { label: _t("Take back") },
};
const SOON = 60; // seconds that are counted down; a longer wait is told by its end

/** How far an answer got, why not further, and what can be decided. */
export class Delivery extends Component {
    static template = "social_inbox.Delivery";
    static components = { ApprovalInfo };
    static props = {
        message: Object,
        onChanged: Function,
        onEdit: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.drafts = useService("social_inbox_drafts");
        this.state = useState({ seconds: 0 });
        useEffect(
            () => this.startCountdown(),
            () => [this.message.state, this.message.not_before],
        );
        onWillUnmount(() => clearInterval(this.timer));
    }

    get message() {
        return this.props.message;
    }

    get icon() {
        return STATE_ICONS[this.message.state];
    }

    get isTrouble() {
        return ["failed", "unknown"].includes(this.message.state);
    }

    /** Scheduled, or tried again later: not within the seconds to undo. */
    get leavesLater() {
        return this.state.seconds > SOON;
    }

    get decisions() {
        const known = this.message.can.filter((name) => DECISIONS[name]);
        return known.map((name) => ({ name, ...DECISIONS[name] }));
    }

    labelOf({ name, label }) {
        return name === "undo" && this.leavesLater ? _t("Cancel") : label;
    }

    get wait() {
        const { seconds } = this.state;
        if (!seconds) {
            return "";
        }
        return this.leavesLater
            ? _t("until %s", momentOf(this.message.not_before))
            : _t("%s s", seconds);
    }

    startCountdown() {
        clearInterval(this.timer);
        this.state.seconds = 0;
        if (this.message.state !== "queued" || !this.message.not_before) {
            return;
        }
        const leaves = deserializeDateTime(this.message.not_before);
        const tick = () => {
            const left = Math.ceil(leaves.diffNow("seconds").seconds);
            this.state.seconds = Math.max(0, left);
            if (!this.state.seconds) {
                clearInterval(this.timer);
                this.orm.call("social.message", "action_send_due", [this.message.id]);
            }
        };
        this.timer = setInterval(tick, 1000);
        tick();
    }

    async decide({ name, method, approval }) {
        if (name === "edit") {
            return this.edit();
        }
        if (approval) {
            return this.decideApproval(approval);
        }
        if (name === "take_back") {
            return this.takeBack();
        }
        await this.orm.call("social.message", method, [this.message.id]);
        this.props.onChanged();
    }

    /** Approve, at once or with another text, or reject with a note. */
    async decideApproval(method) {
        const { id } = this.message.approval;
        const action = await this.orm.call("social.approval", method, [[id]]);
        if (action.type === "ir.actions.act_window") {
            const onClose = () => this.props.onChanged();
            return this.action.doAction(action, { onClose });
        }
        this.props.onChanged();
    }

    /** Its text becomes the draft again, above what was typed meanwhile. */
    async takeBack() {
        await this.drafts.saveAll();
        await this.orm.call("social.message", "take_back", [[this.message.id]]);
        this.props.onChanged();
    }

    /** Write an answer that did not leave anew, beginning with its text. */
    async edit() {
        if (this.props.onEdit) {
            return this.props.onEdit(this.message);
        }
        const id = this.message.id;
        if (this.message.state === "queued") {
            await this.orm.call("social.message", "action_withdraw", [id]);
        }
        const dialog = await this.orm.call("social.message", "action_edit", [id]);
        await this.action.doAction(dialog, { onClose: () => this.props.onChanged() });
    }
}
