import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

const PAUSE = 300; // milliseconds: whoever goes on to the next twist asks nothing

/** Persons who may be the author, each with why; asked for once the twist is read. */
export class Suggestions extends Component {
    static template = "social_inbox.DetailSuggestions";
    static props = { twistId: Number, onChoose: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ id: 0, found: [] });
        useEffect(
            () => this.start(),
            () => [this.props.twistId],
        );
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    start() {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.load(this.props.twistId), PAUSE);
    }

    async load(id) {
        const orm = this.orm.silent;
        const found = await orm.call("social.twist", "person_suggestions", [id]);
        if (id === this.props.twistId) {
            Object.assign(this.state, { id, found });
        }
    }

    get found() {
        return this.state.id === this.props.twistId ? this.state.found : [];
    }
}
