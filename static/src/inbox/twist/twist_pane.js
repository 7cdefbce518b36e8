import { Component, onWillUnmount, useEffect } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { MessageList } from "../../conversation/message_list";
import { Composer } from "../composer/composer";
import { applyOutcome } from "../outcome/apply_outcome";
import { PresenceBadges } from "../presence/presence_badges";
import { SnoozedChip } from "../snooze/snoozed_chip";
import { Toolbar } from "./toolbar";

/** The shown twist: toolbar, conversation, composer (A5, A6). */
export class TwistPane extends Component {
    static template = "social_inbox.TwistPane";
    static components = { Composer, MessageList, PresenceBadges, SnoozedChip, Toolbar };
    static props = {
        store: Object,
        isSmall: Boolean,
        hasDetails: { type: Boolean, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.presence = useService("social_inbox_presence");
        // colleagues are told with the call that reads the twist
        useEffect(
            (id) => this.presence.enter(id, { isTold: true }),
            () => [this.store.currentId],
        );
        onWillUnmount(() => this.presence.leave());
    }

    get store() {
        return this.props.store;
    }

    get pane() {
        return this.store.pane;
    }

    /** Who works here, by id, for the names of who views and writes. */
    get users() {
        const { agents } = this.store.setup;
        return Object.fromEntries(agents.map((one) => [one.id, one]));
    }

    get moveLabel() {
        const { next, close } = this.pane.actions;
        const isLast = next.target === close.target;
        return next.why_not || isLast ? "" : next.label;
    }

    get closeLabel() {
        return this.pane.actions.close.why_not ? "" : _t("Close");
    }

    // -- bound once: parts whose props stay the same are not drawn again -----------

    onSelect(message) {
        this.store.messageId = message.id;
    }

    loadOlder() {
        return this.store.pages.loadOlder(this.pane.conversation);
    }

    toggleSpam() {
        return this.store.pages.toggleSpam(this.pane.id);
    }

    reload() {
        return this.store.reloadPane();
    }

    onTab(tab) {
        this.store.composing = tab;
    }

    onTyping() {
        this.store.began();
        this.presence.typing();
    }

    /** What the composer asks for, so that an answer can be sent. */
    async onDo(name) {
        if (name === "assign") {
            await this.assignPerson();
        } else if (name === "certify") {
            await this.certify();
        } else if (name === "show") {
            this.store.looked();
        } else if (name === "reload") {
            await this.reload();
        } else {
            await this.store.act.move(name, { stay: true });
        }
    }

    onOutcome(outcomeId) {
        return applyOutcome(this.store, [this.pane.id], outcomeId);
    }

    async assignPerson() {
        const method = "action_assign_person";
        const dialog = await this.orm.call("social.twist", method, [this.pane.id]);
        const onClose = () => this.store.reloadPane();
        await this.action.doAction(dialog, { onClose });
    }

    /** In a tab of its own; whoever comes back from it may answer. */
    async certify() {
        const start = await this.orm.call("social.twist", "action_certify", [
            this.pane.id,
        ]);
        await this.action.doAction(start);
        const reload = () => this.store.reloadPane();
        browser.addEventListener("focus", reload, { once: true });
    }

    /** The user may have gone on to another twist meanwhile. */
    async onSent({ move }, twistId) {
        this.presence.stopTyping();
        await this.store.sent(twistId, move);
    }
}
