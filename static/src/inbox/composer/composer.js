import { Component, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { fullEditor } from "./full_editor";
import { Files, useFiles } from "./files";
import { pinned } from "./pinned";
import { RouteLine } from "./route_line";
import { SendMenu } from "./send_menu";
import { useSending } from "./sending";
import { Suggestions, useSuggestions } from "./suggestions";
import { useGrowing } from "./growing_hook";
import { insertPicked } from "./insertion";
import { charactersLeft, whyNot } from "./why_not";

/** Where an answer or a note is typed, below a conversation. What may be sent, where
 * to and why not comes from the server in ``composer``. */
export class Composer extends Component {
    static template = "social_inbox.Composer";
    static components = { Files, RouteLine, SendMenu, Suggestions };
    static props = {
        twistId: Number,
        composer: Object, // as social.twist._screen_composer returns it
        tab: { type: String, optional: true }, // "reply" or "note"
        onTab: { type: Function, optional: true },
        onSent: Function, // with the result of respond_text, and of which twist
        onNote: Function,
        onDo: Function, // "assign", "next", "back", "show" (what is newer)
        onTyping: { type: Function, optional: true },
        focusToken: { type: Number, optional: true },
        newer: { type: Number, optional: true },
        seen: { type: Number, optional: true }, // newest message when writing began
        moveLabel: { type: String, optional: true },
        closeLabel: { type: String, optional: true },
    };
    static defaultProps = { tab: "reply", newer: 0 };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.drafts = useService("social_inbox_drafts");
        this.book = useState(this.drafts.book);
        this.state = useState({ tab: this.props.tab, newer: 0 });
        this.pinned = null; // whom the text is for, until the server knows it
        this.text = useRef("text");
        this.input = useRef("files");
        this.files = useFiles(this);
        this.suggestions = useSuggestions(
            this.text,
            () => ({ twistId: this.props.twistId, isNote: this.isNote }),
            (...args) => insertPicked(this, ...args),
        );
        this.sending = useSending(this);
        this.openDrafts(this.props);
        onWillUpdateProps((next) => this.onProps(next));
        useEffect(
            (token) => {
                if (token) {
                    this.focus();
                }
            },
            () => [this.props.focusToken],
        );
        useGrowing(this.text);
    }

    get composer() {
        return { ...this.props.composer, ...this.pinned };
    }

    get isNote() {
        return this.state.tab === "note";
    }

    get draft() {
        return this.book[`${this.props.twistId}/${this.state.tab}`];
    }

    get isBlocked() {
        return !this.isNote && !this.composer.can_reply;
    }

    /** What was written stays to be seen, and the caret where it is. */
    get hasText() {
        return !this.isBlocked || Boolean(this.draft.body || this.draft.files.length);
    }

    /** What arrived since, as far as it was not waved through. */
    get newer() {
        return this.isNote ? 0 : Math.max(this.props.newer, this.state.newer);
    }

    get feedback() {
        const { feedback } = this.composer;
        const isUsed = feedback && this.draft.body.includes(feedback.text);
        return !this.isNote && !isUsed && feedback;
    }

    get left() {
        return this.isNote ? null : charactersLeft(this.draft, this.composer.limits);
    }

    get whyNot() {
        const isUploading = Boolean(this.files.of(this.draft).length);
        const facts = { isNote: this.isNote, isUploading, left: this.left };
        return this.isBlocked ? this.composer.why_not : whyNot(this.draft, facts);
    }

    get placeholder() {
        return this.isNote
            ? _t("A note for colleagues. @ mentions one, :: finds a ready answer")
            : _t("Write the answer. :: finds a ready answer");
    }

    openDrafts({ twistId, composer }) {
        for (const kind of ["reply", "note"]) {
            this.drafts.open(twistId, kind, composer.drafts[kind]);
        }
    }

    onProps(next) {
        if (next.twistId !== this.props.twistId) {
            this.drafts.saveAll();
            this.suggestions.close();
            Object.assign(this.state, { newer: 0 });
        }
        const { messageId } = this.book[`${next.twistId}/reply`] || {};
        const isSame = next.twistId === this.props.twistId;
        this.pinned = isSame ? pinned(messageId, this.composer, next.composer) : null;
        if (next.tab !== this.props.tab) {
            this.state.tab = next.tab;
        }
        this.openDrafts(next);
    }

    setTab(tab) {
        this.state.tab = tab;
        this.suggestions.close();
        this.props.onTab?.(tab);
        this.focus();
    }

    focus() {
        Promise.resolve().then(() => this.text.el?.focus());
    }

    change(values) {
        this.drafts.change(this.draft, values);
    }

    onInput(ev) {
        const body = ev.target.value;
        const messageId = !this.isNote && body ? this.composer.message_id || 0 : 0;
        this.change({ body, messageId });
        this.props.onTyping?.();
        this.suggestions.look();
    }

    onKeydown(ev) {
        if (ev.isComposing) {
            return; // Enter ends a word of an input method
        }
        if (!this.suggestions.onKeydown(ev) && ev.key === "Enter") {
            if (ev.ctrlKey || ev.metaKey) {
                ev.preventDefault();
                this.send({});
            }
        }
    }

    useFeedback() {
        const parts = [this.composer.feedback.text, this.draft.body];
        this.change({ body: parts.filter(Boolean).join("\n\n") });
        this.focus();
    }

    /** @param {Object} how then: "next" or "close"; time: when; despite: newer */
    async send(how) {
        if (this.whyNot || (this.newer && !how.despite)) {
            return this.focus();
        }
        const { draft } = this;
        this.focus();
        if (this.isNote) {
            return (await this.sending.note(draft)) && this.props.onNote();
        }
        const result = await this.sending.answer(draft, how);
        if (draft.twistId === this.props.twistId) {
            this.state.newer = result?.newer?.length || 0;
        }
        if (result && !result.newer) {
            this.props.onSent(result, draft.twistId);
        }
    }

    openEditor() {
        return fullEditor(this);
    }
}
