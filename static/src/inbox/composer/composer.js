import { Component, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

import { useFacts } from "./facts_hook";
import { Files, useFiles } from "./files";
import { useFocus } from "./focus_hook";
import { fullEditor } from "./full_editor";
import { useGrowing } from "./growing_hook";
import { Guarded, rangeOf } from "./guarded";
import { insertPicked } from "./insertion";
import { Notices } from "./notices";
import { pinned } from "./pinned";
import { ReplyWindow } from "./reply_window";
import { RouteLine } from "./route_line";
import { SendMenu } from "./send_menu";
import { useSending } from "./sending";
import { Suggestions, useSuggestions } from "./suggestions";
import { Templates, useTemplates } from "./templates";

const PARTS = {
    Files,
    Guarded,
    Notices,
    ReplyWindow,
    RouteLine,
    SendMenu,
    Suggestions,
    Templates,
};

/** Where an answer or a note is typed, below a conversation. What may be sent, where
 * to and why not comes from the server in ``composer``. */
export class Composer extends Component {
    static template = "social_inbox.Composer";
    static components = PARTS;
    static props = {
        twistId: Number,
        composer: Object, // as social.twist._screen_composer returns it
        tab: { type: String, optional: true }, // "reply" or "note"
        onTab: { type: Function, optional: true },
        onSent: Function, // with the result of respond_text, and of which twist
        onNote: Function,
        onDo: Function, // "assign", "next", "back", "certify", "show" (what is newer)
        onOutcome: { type: Function, optional: true }, // with its id
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
        this.state = useState({ tab: this.props.tab, newer: 0, guarded: null });
        this.pinned = null; // whom the text is for, until the server knows it
        this.root = useRef("root");
        this.text = useRef("text");
        this.input = useRef("files");
        this.files = useFiles(this);
        this.suggestions = useSuggestions(
            this.text,
            () => ({ twistId: this.props.twistId, isNote: this.isNote }),
            (...args) => insertPicked(this, ...args),
        );
        this.templates = useTemplates(this);
        this.sending = useSending(this);
        this.openDrafts(this.props);
        onWillUpdateProps((next) => this.onProps(next));
        this.facts = useFacts(this);
        this.focus = useFocus(this.root, () => this.props.focusToken);
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

    /** Only texts that the platform approved may be sent. */
    get isTemplated() {
        return !this.isNote && !this.isBlocked && Boolean(this.composer.needs_template);
    }

    /** Something is typed in, or dropped here. */
    get isWriting() {
        return !this.isBlocked && !this.isTemplated;
    }

    /** What was written stays to be seen, and the caret where it is. */
    get hasText() {
        return !this.isBlocked || Boolean(this.draft.body || this.draft.files.length);
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
            Object.assign(this.state, { newer: 0, guarded: null });
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

    change(values) {
        this.drafts.change(this.draft, values);
    }

    onInput(ev) {
        const body = ev.target.value;
        this.state.guarded = null; // another text
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

    /** The answer that a rule suggests, after what was typed. */
    useSuggested() {
        const { id, text } = this.composer.suggested;
        const parts = [this.draft.body, text];
        const answers = [...new Set([...this.draft.answers, id])];
        this.change({ body: parts.filter(Boolean).join("\n\n"), answers });
        this.focus();
    }

    /** Where it stands in the text, which is to be changed. */
    changeGuarded(finding) {
        this.state.guarded = null;
        this.focus();
        const range = rangeOf(this.draft.body, finding);
        this.text.el?.setSelectionRange(...range);
    }

    sendGuarded() {
        return this.send({ ...this.state.guarded.how, confirmed: true });
    }

    /** @param {Object} how then: "next" or "close"; time: when; despite: newer;
     * confirmed: what the guard warned of */
    async send(how) {
        if (this.facts.whyNot || (this.facts.newer && !how.despite)) {
            return this.focus();
        }
        const { draft } = this;
        this.focus();
        if (this.isNote) {
            return (await this.sending.note(draft)) && this.props.onNote();
        }
        const kind = this.isTemplated ? "approved" : "answer";
        const result = await this.sending[kind](draft, how);
        if (draft.twistId === this.props.twistId) {
            this.state.newer = result?.newer?.length || 0;
            const { guarded } = result || {};
            this.state.guarded = guarded ? { ...guarded, how } : null;
        }
        if (result && !result.newer && !result.guarded) {
            this.props.onSent(result, draft.twistId);
        }
    }

    openEditor() {
        return fullEditor(this);
    }
}
