import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** Persons who may be the author, each with why; looked for when asked, since it
 * takes a while among very many contacts. */
export class Suggestions extends Component {
    static template = "social_inbox.DetailSuggestions";
    static props = { twistId: Number, onChoose: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ id: 0, found: null, isLooking: false });
    }

    async load() {
        const id = this.props.twistId;
        this.state.isLooking = true;
        try {
            const found = await this.orm.call("social.twist", "person_suggestions", [
                id,
            ]);
            Object.assign(this.state, { id, found });
        } finally {
            this.state.isLooking = false;
        }
    }

    /** Null before anybody was looked for. */
    get found() {
        return this.state.id === this.props.twistId ? this.state.found : null;
    }
}
