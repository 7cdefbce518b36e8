import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

import { shortDate } from "./dates";
import { detailProps, useDetailActions } from "./details_hook";
import { Section } from "./section";

const PAUSE = 150; // milliseconds: whoever goes on to the next twist asks nothing
const FRESH = 60_000; // milliseconds

/** Tickets, orders, invoices … of the person: of each application that is installed
 * and open to the reader. Who owns the pane may know them already (`records`, null
 * while it asks itself); else they are asked for after the twist is shown, once for
 * each person. */
export class PersonRecords extends Component {
    static template = "social_inbox.PersonRecords";
    static components = { Section };
    static props = { ...detailProps, records: { optional: true } };

    setup() {
        Object.assign(this, useDetailActions());
        this.orm = useService("orm");
        this.action = useService("action");
        this.known = useState(new Map()); // by key: parts, and when they were read
        this.state = useState({ failed: "" });
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

    /** What is known of this person; null until the server has answered. */
    get parts() {
        const { records } = this.props;
        const known = this.known.get(this.key);
        const isNewer = known && (!records || known.instead === records);
        return (isNewer ? known.parts : records) || null;
    }

    get isEmpty() {
        return this.parts && !this.parts.length;
    }

    get hasFailed() {
        return this.state.failed === this.key;
    }

    /** What is known stays in sight while it is read again. */
    start() {
        browser.clearTimeout(this.timer);
        const time = this.known.get(this.key)?.time || 0;
        const isKnown = this.props.records !== undefined;
        if (!isKnown && this.key && Date.now() - time > FRESH) {
            this.timer = browser.setTimeout(() => this.load(), PAUSE);
        }
    }

    async load() {
        const { key } = this;
        const { twistId, records: instead } = this.props;
        const orm = this.orm.silent;
        this.state.failed = "";
        try {
            const parts = await orm.call("social.twist", "screen_person_records", [
                twistId,
            ]);
            this.known.set(key, { parts, instead, time: Date.now() });
        } catch {
            this.state.failed = key;
        }
    }

    openRecord(part, record) {
        this.open(part.model, record.id, record.name, () => this.load());
    }

    /** All of them, beside the inbox: the place in it is kept. */
    showAll({ action }) {
        this.action.doAction(action, { newWindow: true });
    }

    shortDate(text) {
        return shortDate(text);
    }
}
