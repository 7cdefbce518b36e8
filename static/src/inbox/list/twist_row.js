import { Component } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

import { ageOf } from "../../age/age_field";
import { formatCount } from "../../result/count";
import { LOOKS } from "../../sentiment/sentiment_field";
import { dueOf } from "../../due/due";
import { Avatar } from "../avatar/avatar";
import { untilShort, untilText } from "../snooze/snoozed_chip";

const TAGS = 2;
const VIEWERS = 2;
const LONG = 24 * 60; // minutes that somebody may wait before it is shown
const URGENT = 2 * 60; // minutes left in which to answer

/** A twist in the list: who, what, since when, and what needs attention (A4). */
export class TwistRow extends Component {
    static template = "social_inbox.TwistRow";
    static components = { Avatar };
    static props = {
        row: { type: [Object, { value: null }] }, // null: not read yet
        index: Number,
        top: Number,
        isCurrent: Boolean,
        isChecked: Boolean,
        isRoving: { type: Boolean, optional: true },
        minute: { type: Number, optional: true }, // ages are drawn again with it
        viewers: { type: Array, optional: true }, // {userId, state}
        agents: { type: Array, optional: true }, // {id, name}
        onOpen: Function,
        onCheck: Function,
    };
    static defaultProps = { viewers: [], agents: [] };

    get row() {
        return this.props.row;
    }

    get age() {
        return ageOf(this.lastDate);
    }

    get lastDate() {
        return deserializeDateTime(this.row.last_message_date);
    }

    get dateTitle() {
        return formatDateTime(this.lastDate);
    }

    get unread() {
        const { unread } = this.row;
        return { text: formatCount(unread), title: _t("%s unread", unread) };
    }

    /** The subject, where it says more than the text under it. */
    get subject() {
        const { name, preview } = this.row;
        return name && !says(preview, name) ? name : "";
    }

    get face() {
        return LOOKS[this.row.sentiment];
    }

    get tags() {
        return this.row.tags.slice(0, TAGS);
    }

    get moreTags() {
        const rest = this.row.tags.slice(TAGS);
        return { count: rest.length, names: rest.map((tag) => tag.name).join(", ") };
    }

    get initials() {
        const words = this.row.user.name.split(/\s+/).filter(Boolean);
        return words
            .slice(0, 2)
            .map((word) => [...word][0].toUpperCase())
            .join("");
    }

    /** How long somebody has been waiting for us, if that is long. */
    get waiting() {
        const { waiting_since: since } = this.row;
        const moment = since && deserializeDateTime(since);
        if (!moment || -moment.diffNow("minutes").minutes <= LONG) {
            return null;
        }
        return { text: ageOf(moment), title: _t("Waiting since %s", at(moment)) };
    }

    /** How long the platform still takes an answer. */
    get reply() {
        const { reply_until: until } = this.row;
        if (!until) {
            return null;
        }
        const moment = deserializeDateTime(until);
        const minutes = moment.diffNow("minutes").minutes;
        return {
            text: timeLeft(minutes),
            isUrgent: minutes < URGENT,
            title: _t("An answer is possible until %s", at(moment)),
        };
    }

    get due() {
        const { due, due_soon: soon } = this.row;
        const [moment, from] = [due, soon].map(
            (one) => one && deserializeDateTime(one),
        );
        return due && dueOf(moment, from || undefined);
    }

    get snoozed() {
        const { snoozed_until: until } = this.row;
        return until && { text: untilShort(until), title: untilText(until) };
    }

    get viewers() {
        return this.props.viewers.slice(0, VIEWERS).map(({ userId, state }) => {
            const agent = this.props.agents.find((one) => one.id === userId);
            const name = agent ? agent.name : _t("A colleague");
            const isTyping = state === "typing";
            const title = isTyping
                ? _t("%s is writing", name)
                : _t("%s is viewing", name);
            return { id: userId, isTyping, title };
        });
    }
}

function at(moment) {
    return formatDateTime(moment, { showSeconds: false });
}

function timeLeft(minutes) {
    if (minutes <= 0) {
        return _t("no longer");
    }
    if (minutes < 60) {
        return _t("%s min left", Math.ceil(minutes));
    }
    return _t("%s h left", Math.floor(minutes / 60));
}

/** Whether a text begins with what a subject says, however it is written. */
function says(text, subject) {
    const [start, words] = [text, subject].map((one) =>
        one
            .toLowerCase()
            .replace(/(…|\.\.\.)$/, "")
            .replace(/\s+/g, " ")
            .trim(),
    );
    return start.startsWith(words);
}
