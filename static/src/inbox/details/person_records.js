import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

import { shortDate } from "./dates";
import { detailProps, useDetailActions } from "./details_hook";
import { Section } from "./section";

const PAUSE = 150; // milliseconds: whoever goes on to the next twist asks nothing
const FRESH = 60_000; // milliseconds

/** Tickets, orders, invoices … of the person: of each application that is installed
 * and open to the reader. Asked for after the twist is shown, once for each person. */
export class PersonRecords extends Component {
    static template = "social_inbox.PersonRecords";
    static components = { Section };
    static props = detailProps;

    setup() {
        Object.assign(this, useDetailActions());
        this.orm = useService("orm");
        this.action = useService("action");
        this.known = new Map();
        this.state = useState({ key: "", parts: null, failed: false });
        useEffect(
            () => this.start(),
            () => [this.key],
        );
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    /** The person in this company; a new ticket is news. */
    get key() {
        const { sender, twist } = this.props.details;
        const ticket = twist.ticket ? twist.ticket.id : 0;
        return sender.person ? `${sender.person.id}/${twist.company_id}/${ticket}` : "";
    }

    get isEmpty() {
        return this.state.parts && !this.state.parts.length;
    }

    start() {
        browser.clearTimeout(this.timer);
        const { key } = this;
        const known = this.known.get(key);
        const isFresh = known && Date.now() - known.time < FRESH;
        Object.assign(this.state, {
            key,
            parts: isFresh ? known.parts : null,
            failed: false,
        });
        if (key && !isFresh) {
            this.timer = browser.setTimeout(() => this.load(), PAUSE);
        }
    }

    async load() {
        const { key } = this;
        this.state.failed = false;
        try {
            const parts = await this.orm.silent.call(
                "social.twist",
                "screen_person_records",
                [this.props.twistId],
            );
            this.known.set(key, { parts, time: Date.now() });
            if (key === this.state.key) {
                this.state.parts = parts;
            }
        } catch {
            this.state.failed = key === this.state.key;
        }
    }

    openRecord(part, record) {
        this.known.delete(this.key);
        this.open(part.model, record.id, record.name);
    }

    /** All of them, beside the inbox: the place in it is kept. */
    showAll({ action }) {
        this.action.doAction(action, { newWindow: true });
    }

    shortDate(text) {
        return shortDate(text);
    }
}
