import {
    Component,
    markup,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";

import { Rating, ratingOfKey } from "./rating";

const STATE_ICONS = {
    queued: "fa-clock-o",
    sending: "fa-paper-plane-o",
    sent: "fa-check",
    failed: "fa-exclamation-triangle",
    unknown: "fa-question-circle",
    cancelled: "fa-undo",
};

const SOON = 60; // seconds that are counted down, more are said as a time

/** One message of a conversation, with its files, quotation and delivery. */
export class Bubble extends Component {
    static template = "social_inbox.Bubble";
    static components = { Dropdown, DropdownItem, Rating };
    static props = {
        message: Object,
        subject: String,
        canRate: { type: Boolean, optional: true },
        onChanged: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.state = useState({ quote: false, pictures: false, seconds: 0 });
        useEffect(
            () => this.startCountdown(),
            () => [this.message.state, this.message.not_before],
        );
        useEffect(() => this.loadPictures()); // each patch draws the HTML anew
        onWillUnmount(() => clearInterval(this.timer));
    }

    get message() {
        return this.props.message;
    }

    get isOutbound() {
        return this.message.direction === "outbound";
    }

    get authorName() {
        if (this.isOutbound) {
            return this.message.user.name || _t("We");
        }
        return this.message.author.name;
    }

    get time() {
        const date = deserializeDateTime(this.message.date);
        return date.toLocaleString(luxon.DateTime.TIME_SIMPLE);
    }

    get fullTime() {
        return deserializeDateTime(this.message.date).toLocaleString(
            luxon.DateTime.DATETIME_FULL,
        );
    }

    /** Whom a mail went to, where that is not only us. */
    get recipients() {
        const all = this.message.recipients || [];
        return all.length > 1 ? all.join(", ") : "";
    }

    get body() {
        return markup(this.message.body);
    }

    get quote() {
        return markup(this.message.quote);
    }

    get hasRemotePictures() {
        const html = this.message.body + this.message.quote;
        return !this.state.pictures && html.includes("data-src=");
    }

    get stateIcon() {
        return STATE_ICONS[this.message.state];
    }

    /** What can be decided about an answer, by its state. */
    get canUndo() {
        return this.message.state === "queued";
    }

    /** Scheduled, or tried again later: not within the seconds to undo. */
    get leavesLater() {
        return this.canUndo && this.state.seconds > SOON;
    }

    get leavesAt() {
        return deserializeDateTime(this.message.not_before).toLocaleString(
            luxon.DateTime.DATETIME_MED_WITH_WEEKDAY,
        );
    }

    get canSendAgain() {
        return ["failed", "unknown", "cancelled"].includes(this.message.state);
    }

    get canMarkSent() {
        return this.message.state === "unknown";
    }

    isImage(attachment) {
        return attachment.mimetype.startsWith("image/");
    }

    size(attachment) {
        const kilobytes = attachment.size / 1024;
        return kilobytes < 1024
            ? _t("%s KB", formatFloat(kilobytes, { digits: [0, 0] }))
            : _t("%s MB", formatFloat(kilobytes / 1024, { digits: [0, 1] }));
    }

    /** Remote pictures tell the sender that the mail was read: only on demand. */
    showPictures() {
        this.state.pictures = true;
    }

    loadPictures() {
        if (!this.state.pictures) {
            return;
        }
        for (const image of this.root.el.querySelectorAll("img[data-src]")) {
            // a stranger's "picture" at our own address would act as the agent
            if (new URL(image.dataset.src).host !== browser.location.host) {
                image.referrerPolicy = "no-referrer";
                image.src = image.dataset.src;
            }
        }
    }

    startCountdown() {
        clearInterval(this.timer);
        if (this.message.state !== "queued" || !this.message.not_before) {
            return;
        }
        const leaves = deserializeDateTime(this.message.not_before);
        const tick = () => {
            this.state.seconds = Math.max(
                0,
                Math.ceil(leaves.diffNow("seconds").seconds),
            );
            if (!this.state.seconds) {
                clearInterval(this.timer);
                this.orm.call("social.message", "action_send_due", [this.message.id]);
            }
        };
        this.timer = setInterval(tick, 1000);
        tick();
    }

    async decide(method) {
        await this.orm.call("social.message", method, [this.message.id]);
        this.props.onChanged();
    }

    /** 1 2 3 and + - rate the focused message; keys inside it are left alone. */
    async onKeydown(ev) {
        const isPlain = !ev.ctrlKey && !ev.altKey && !ev.metaKey;
        if (!this.props.canRate || ev.target !== this.root.el || !isPlain) {
            return;
        }
        const rating = ratingOfKey(this.message, ev.key);
        if (rating) {
            const [name, value] = rating;
            ev.preventDefault();
            const id = this.message.id;
            await this.orm.call("social.message", "rate", [id], { [name]: value });
            this.props.onChanged();
        }
    }

    async blockAuthor() {
        const author = this.message.author.id;
        await this.orm.call("social.profile", "action_block", [author]);
        await this.decide("action_spam");
    }

    /** Write an answer that did not leave anew, beginning with its text. */
    async edit() {
        const id = this.message.id;
        if (this.canUndo) {
            await this.orm.call("social.message", "action_withdraw", [id]);
        }
        const dialog = await this.orm.call("social.message", "action_edit", [id]);
        await this.action.doAction(dialog, { onClose: () => this.props.onChanged() });
    }
}
