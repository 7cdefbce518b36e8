import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const TICK = 1000; // milliseconds
const ASK_AGAIN = 3000; // the server's clock may be behind; twice as long each time
const HOUR = 60; // minutes; in the last one it is urgent
const DAYS = 48 * HOUR; // longer times are told in days
const SAID = [60, 30, 15, 5, 1]; // minutes left that a reader of the screen is told

/** How long the platform still takes an answer; counts down while one types. */
export class ReplyWindow extends Component {
    static template = "social_inbox.ComposerReplyWindow";
    static props = {
        until: String, // UTC
        onOver: Function, // called when it runs out, again while nothing changed
    };

    setup() {
        this.state = useState({ text: "", said: "", isUrgent: false });
        useEffect(
            () => this.start(),
            () => [this.props.until],
        );
        onWillUnmount(() => clearInterval(this.timer));
    }

    get moment() {
        return deserializeDateTime(this.props.until);
    }

    get title() {
        return _t("The platform takes an answer until %s", formatDateTime(this.moment));
    }

    start() {
        clearInterval(this.timer);
        Object.assign(this, { askAt: 0, pause: ASK_AGAIN, said: null });
        this.timer = setInterval(() => this.tick(), TICK);
        this.tick();
    }

    tick() {
        const left = this.moment.diffNow("minutes").minutes;
        const text = textOf(left);
        Object.assign(this.state, { text, isUrgent: left < HOUR });
        this.say(left, text);
        const { ts } = luxon.DateTime.now();
        if (left <= 0 && ts >= this.askAt) {
            this.askAt = ts + this.pause;
            this.pause *= 2;
            this.props.onOver();
        }
    }

    /** Not each minute: only when little is left, once for each step. */
    say(left, text) {
        const step = SAID.filter((minutes) => left <= minutes).length;
        if (this.said !== null && step > this.said) {
            this.state.said = text;
        }
        this.said = step;
    }
}

function textOf(left) {
    if (left <= 0) {
        return _t("The time to answer is over");
    }
    if (left > DAYS) {
        return _t("Answer within %s days", Math.floor(left / HOUR / 24));
    }
    const all = Math.ceil(left);
    const [hours, minutes] = [Math.floor(all / HOUR), all % HOUR];
    if (hours && minutes) {
        return _t("Answer within %(hours)s h %(minutes)s min", { hours, minutes });
    }
    return hours
        ? _t("Answer within %s h", hours)
        : _t("Answer within %s min", minutes);
}
