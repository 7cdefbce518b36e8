import { Component, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { fullEditor } from "./full_editor";
import { Files, useFiles } from "./files";
import { RouteLine } from "./route_line";
import { SendMenu } from "./send_menu";
import { useSending } from "./sending";
import { Suggestions, useSuggestions } from "./suggestions";
import { useGrowing } from "./growing_hook";
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
        moveLabel: { type: String, optional: true },
        closeLabel: { type: String, optional: true },
    };
    static defaultProps = { tab: "reply", newer: 0 };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.drafts = useService("social_inbox_drafts");
        this.book = useState(this.drafts.book);
        this.state = useState({ tab: this.props.tab, newer: 0, isOver: false });
        this.used = { twistId: 0, answers: new Set(), colleagues: new Map() };
        this.text = useRef("text");
        this.input = useRef("files");
        this.files = useFiles(
            (draft, values) => this.drafts.change(draft, values),
            () => (this.isNote ? { files: 0, bytes: 0 } : this.composer.limits),
        );
        this.suggestions = useSuggestions(
            this.text,
            () => ({ twistId: this.props.twistId, isNote: this.isNote }),
            (...args) => this.insert(...args),
        );
        this.sending = useSending();
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
        return this.props.composer;
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
        if (this.used.twistId !== twistId) {
            this.used = { twistId, answers: new Set(), colleagues: new Map() };
        }
    }

    onProps(next) {
        if (next.twistId !== this.props.twistId) {
            this.drafts.saveAll();
            this.suggestions.close();
            Object.assign(this.state, { newer: 0, isOver: false });
        }
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
        const messageId = this.draft.messageId || this.composer.message_id || 0;
        this.change({ body: ev.target.value, messageId: this.isNote ? 0 : messageId });
        this.props.onTyping?.();
        this.suggestions.look();
    }

    onKeydown(ev) {
        if (!this.suggestions.onKeydown(ev) && ev.key === "Enter") {
            if (ev.ctrlKey || ev.metaKey) {
                ev.preventDefault();
                this.send({});
            }
        }
    }

    /** What was picked stands where it was looked for, the caret behind it. */
    insert(item, start, end) {
        this.text.el.setRangeText(item.insert, start, end, "end");
        this.change({ body: this.text.el.value });
        if (item.kind === "ready") {
            this.used.answers.add(item.id);
        } else {
            this.used.colleagues.set(item.id, `@${item.name}`);
        }
        this.text.el.focus();
    }

    useFeedback() {
        const parts = [this.composer.feedback.text, this.draft.body];
        this.change({ body: parts.filter(Boolean).join("\n\n") });
        this.focus();
    }

    addFiles(files, ev) {
        if (files?.length && !this.isBlocked) {
            ev?.preventDefault();
            this.files.add(this.draft, [...files]);
        }
        this.state.isOver = false;
    }

    onFilesChosen(ev) {
        this.addFiles(ev.target.files);
        ev.target.value = "";
    }

    onDragover(ev) {
        if (ev.dataTransfer?.types.includes("Files")) {
            ev.preventDefault();
            this.state.isOver = !this.isBlocked;
        }
    }

    /** @param {Object} how then: "next" or "close"; time: when; despite: newer */
    async send({ then = "", time = null, despite = false }) {
        if (this.whyNot || (this.newer && !despite)) {
            return this.focus();
        }
        const { composer, draft } = this;
        this.focus();
        if (this.isNote) {
            return this.sendNote(draft);
        }
        const result = await this.sending.answer(draft, {
            subject: composer.has_subject && composer.subject,
            visibility: composer.visibility,
            message: composer.message_id,
            not_before: time && serializeDateTime(time),
            then,
            phase: composer.phase,
            last_message_id: composer.last_message_id,
            despite_newer: despite,
            ready_answer_ids: [...this.used.answers],
        });
        const isShown = draft.twistId === this.props.twistId;
        if (isShown) {
            this.state.newer = result?.newer?.length || 0;
        }
        if (result && !result.newer) {
            this.props.onSent(result, draft.twistId);
        }
    }

    async sendNote(draft) {
        const known = [...this.used.colleagues];
        const mentioned = (body) =>
            known.filter(([, name]) => body.includes(name)).map(([id]) => id);
        if (await this.sending.note(draft, mentioned)) {
            this.props.onNote();
        }
    }

    openEditor() {
        return fullEditor(this);
    }
}
