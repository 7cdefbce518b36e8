import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

import { MessageList } from "../../conversation/message_list";
import { withNewest, withOlder } from "../../conversation/pages";
import { Toolbar } from "./toolbar";

/** The shown twist: toolbar, conversation, composer (A5, A6). */
export class TwistPane extends Component {
    static template = "social_inbox.TwistPane";
    static components = { MessageList, Toolbar };
    static props = { store: Object, isSmall: Boolean };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ kept: null, spam: null });
    }

    get store() {
        return this.props.store;
    }

    get pane() {
        return this.store.pane;
    }

    /** The newest page, with the earlier ones that were asked for above it. */
    get page() {
        const { conversation } = this.pane;
        const { kept, spam } = this.state;
        if (spam?.id === conversation.id) {
            return spam;
        }
        return withNewest(kept || { messages: [] }, conversation);
    }

    get showSpam() {
        return this.state.spam?.id === this.pane.id;
    }

    async loadOlder() {
        const { page, showSpam } = this;
        const older = await this.fetch(page.id, {
            before: page.messages[0].id,
            show_spam: showSpam,
        });
        if (this.pane?.id === page.id && this.showSpam === showSpam) {
            this.state[showSpam ? "spam" : "kept"] = withOlder(page, older);
        }
    }

    async toggleSpam() {
        if (this.showSpam) {
            this.state.spam = null;
            return;
        }
        this.state.spam = await this.fetch(this.pane.id, { show_spam: true });
    }

    fetch(id, options) {
        return this.orm.call("social.twist", "conversation", [id], options);
    }

    changed() {
        this.state.spam = null;
        this.store.reloadPane();
    }
}
