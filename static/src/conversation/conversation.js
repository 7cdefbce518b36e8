import { Component, onMounted, onWillUnmount, status, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { CHANGED } from "../result/result_action";
import { MessageList } from "./message_list";
import { NO_PAGE, withNewest, withOlder } from "./pages";

const PAGE = 30;

/** The conversation of a twist in its form: fetches what the list of messages shows. */
export class Conversation extends Component {
    static template = "social_inbox.Conversation";
    static components = { MessageList };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.state = useState({
            page: NO_PAGE,
            loading: true,
            showSpam: false,
        });
        this.isMounted = false;
        this.loadedKey = "";
        this.turn = 0;
        useRecordObserver((record) => this.onRecord(record));
        onMounted(() => {
            this.isMounted = true;
            this.onRecord(this.props.record);
        });
        this.onTwists = ({ ids, all }) =>
            (all || ids.includes(this.resId)) && this.refresh();
        this.bus.subscribe("social_inbox/twists", this.onTwists);
        useBus(this.env.bus, CHANGED, () => this.refresh());
        onWillUnmount(() => this.bus.unsubscribe("social_inbox/twists", this.onTwists));
    }

    get resId() {
        return this.props.record.resId;
    }

    /** Reload when another twist is shown or this one got another message. The form
     * does not wait; before it is drawn nothing is asked, as it may be built anew. */
    onRecord(record) {
        const { message_count: count, last_message_date: date } = record.data;
        const key = `${record.resId}/${count}/${date}`;
        if (this.isMounted && key !== this.loadedKey) {
            this.loadedKey = key;
            this.load(record.resId);
        }
    }

    /** As many messages as are shown. Of answers that overtake each other the one to
     * the last question counts: the others may be of another twist. */
    async load(resId) {
        const turn = ++this.turn;
        if (resId !== this.state.page.id) {
            this.state.page = { ...NO_PAGE, id: resId };
            this.state.showSpam = false;
            this.state.loading = Boolean(resId);
        }
        if (!resId) {
            return;
        }
        const limit = Math.max(PAGE, this.state.page.messages.length);
        const page = await this.fetchPage(resId, limit);
        if (turn === this.turn) {
            this.state.page = withNewest(this.state.page, page);
            this.state.loading = false;
            await this.markOpened(resId, page);
        }
    }

    /** Opening is reading for those who want it so: once for each opening. */
    async markOpened(resId, page) {
        if (page.read_on_open && this.openedId !== resId) {
            this.openedId = resId;
            await this.orm.call("social.twist", "action_opened", [resId]);
        }
    }

    toggleSpam() {
        this.state.showSpam = !this.state.showSpam;
        this.load(this.resId);
    }

    async loadOlder() {
        const { id, messages } = this.state.page;
        const first = messages[0].id;
        const page = await this.fetchPage(id, PAGE, first);
        const known = this.state.page;
        if (known.id === id && known.messages[0]?.id === first) {
            this.state.page = withOlder(known, page);
        }
    }

    fetchPage(resId, limit, before = null) {
        return this.orm.call("social.twist", "conversation", [resId], {
            limit,
            before,
            show_spam: this.state.showSpam,
        });
    }

    /** Something changed on the server: the messages, and the fields beside them. */
    async refresh() {
        if (await this.props.record.isDirty()) {
            return this.load(this.resId);
        }
        this.loadedKey = "";
        try {
            await this.props.record.load();
        } catch (error) {
            this.complain(error);
        }
    }

    /** Whoever has gone on to another screen meanwhile misses nothing. */
    complain(error) {
        if (status(this) !== "destroyed") {
            throw error;
        }
    }
}

registry.category("view_widgets").add("social_conversation", {
    component: Conversation,
    fieldDependencies: [
        { name: "message_count", type: "integer" },
        { name: "last_message_date", type: "datetime" },
        { name: "name", type: "char" },
    ],
});
