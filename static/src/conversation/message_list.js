import { Component } from "@odoo/owl";
import { useFileViewer } from "@web/core/file_viewer/file_viewer_hook";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";

import { Bubble } from "./bubble";
import { entriesOf, itemsOf } from "./entries";
import { Events } from "./events";
import { viewerFiles } from "./files";
import { Note } from "./note";
import { Post } from "./post";
import { useCalmScroll } from "./scroll_hook";

/** A conversation: the post it belongs to, messages, notes and events. It fetches
 * nothing; whoever owns the page passes it on and is told what the reader asks for. */
export class MessageList extends Component {
    static template = "social_inbox.MessageList";
    static components = { Bubble, Events, Note, Post };
    static props = {
        page: Object, // of social.twist.conversation(), or several put together
        twistName: String,
        canRate: { type: Boolean, optional: true }, // the page's own by default
        selectedId: { type: Number, optional: true },
        onSelect: { type: Function, optional: true },
        onLoadOlder: Function,
        onToggleSpam: Function,
        showSpam: Boolean,
        isLoading: Boolean,
        onChanged: Function,
        onEdit: { type: Function, optional: true },
    };

    setup() {
        this.viewer = useFileViewer();
        this.opening = {};
        this.openFile = (file) => this.view(file);
        useCalmScroll("root", () => this.shown);
    }

    get canRate() {
        return this.props.canRate ?? this.props.page.can_rate;
    }

    get entries() {
        const { page, twistName } = this.props;
        return entriesOf(page, { twistName, newId: this.newId });
    }

    /** The message before which the line "New" stands: the first one that was unread
     * when the twist was opened, until another is. */
    get newId() {
        const { page, isLoading } = this.props;
        if (page.id !== this.opening.id) {
            Object.assign(this.opening, { id: page.id, isKnown: false, newId: 0 });
        }
        if (!this.opening.isKnown && !isLoading && page.messages.length) {
            const first = page.messages.find((message) => message.is_new);
            Object.assign(this.opening, { isKnown: true, newId: first?.id || 0 });
        }
        return this.opening.newId;
    }

    /** The post, until its message is among those that are shown. */
    get post() {
        const { post, messages } = this.props.page;
        return post && !messages.some(({ id }) => id === post.id) && post;
    }

    get emptyText() {
        return this.props.isLoading ? _t("Loading…") : _t("This twist has no message.");
    }

    /** What tells the scrolling whether something was added, where, and by whom. */
    get shown() {
        const { page } = this.props;
        const last = itemsOf(page).at(-1);
        return {
            id: page.id,
            first: page.messages[0]?.id,
            last: last?.key,
            isMine: Boolean(last && isMine(last)),
        };
    }

    /** Open a file over the screen; arrow keys lead to all others of the page. */
    view({ id }) {
        const { page } = this.props;
        const holders = itemsOf(page).filter(({ kind }) => kind !== "event");
        const all = [page.post, ...holders.map(({ data }) => data)];
        const files = viewerFiles(all.flatMap((one) => one.attachments || []));
        const file = files.find((one) => one.id === id);
        file && this.viewer.open(file, files);
    }
}

/** The reader has just written it: the time to undo an answer is running. */
function isMine({ kind, data }) {
    if (kind === "note") {
        return data.is_mine;
    }
    return data.state === "queued" && data.user.id === user.userId;
}
