import { Component, onMounted, onWillUnmount, status, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { CHANGED } from "../result/result_action";
import { Bubble } from "./bubble";
import { useCalmScroll } from "./scroll_hook";

const PAGE = 30;

/** The messages of a twist as a conversation: inbound left, outbound right. */
export class Conversation extends Component {
    static template = "social_inbox.Conversation";
    static components = { Bubble };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.state = useState({
            resId: 0,
            messages: [],
            hasMore: false,
            loading: true,
            showSpam: false,
            spamCount: 0,
            canRate: false,
        });
        this.isMounted = false;
        this.loadedKey = "";
        this.turn = 0;
        useRecordObserver((record) => this.onRecord(record));
        onMounted(() => {
            this.isMounted = true;
            this.onRecord(this.props.record);
        });
        useCalmScroll("root", () => this.state);
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
        if (resId !== this.state.resId) {
            Object.assign(this.state, { resId, messages: [], hasMore: false });
            this.state.showSpam = false;
            this.state.loading = Boolean(resId);
        }
        if (!resId) {
            return;
        }
        const limit = Math.max(PAGE, this.state.messages.length);
        const page = await this.fetchPage(resId, limit);
        if (turn === this.turn) {
            this.show(page);
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

    /** The newest messages; older ones that were asked for meanwhile stay above. */
    show({
        messages,
        has_more: hasMore,
        spam_count: spamCount = 0,
        can_rate: canRate = false,
    }) {
        Object.assign(this.state, { spamCount, canRate });
        const known = this.state.messages;
        const edge = known.findIndex((message) => message.id === messages[0]?.id);
        const older = edge > 0 ? known.slice(0, edge) : [];
        Object.assign(this.state, {
            messages: [...older, ...messages],
            hasMore: older.length ? this.state.hasMore : hasMore,
            loading: false,
        });
    }

    async loadOlder() {
        const { resId, messages } = this.state;
        const first = messages[0].id;
        const page = await this.fetchPage(resId, PAGE, first);
        if (this.state.resId === resId && this.state.messages[0]?.id === first) {
            this.state.messages.unshift(...page.messages);
            this.state.hasMore = page.has_more;
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

    /** Messages with the day's title before the first one of each day, and the
     * subject only where it is not the twist's own. */
    get rows() {
        let lastDay = "";
        return this.state.messages.map((message) => {
            const date = deserializeDateTime(message.date);
            const day = date.toLocaleString(luxon.DateTime.DATE_HUGE);
            const title = day === lastDay ? "" : day;
            const isNew = !message.subject.endsWith(this.props.record.data.name);
            lastDay = day;
            return { message, title, subject: isNew ? message.subject : "" };
        });
    }

    get emptyText() {
        return this.state.loading ? _t("Loading…") : _t("This twist has no message.");
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
