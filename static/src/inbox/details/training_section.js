import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

import { fullDate } from "./dates";
import { detailProps } from "./details_hook";
import { Section } from "./section";

/** What the agents of the twist's campaign read; each ticks what is done (B17). */
export class TrainingSection extends Component {
    static template = "social_inbox.TrainingSection";
    static components = { Section };
    static props = detailProps;

    setup() {
        this.orm = useService("orm");
        this.state = useState({ isBusy: false });
    }

    get training() {
        return this.props.details.twist.training;
    }

    /** How many are still to be read; 0 shows no number. */
    get unread() {
        return this.training.filter(({ read }) => !read).length;
    }

    readOn({ read }) {
        return fullDate(read);
    }

    async tick({ id }) {
        this.state.isBusy = true;
        try {
            await this.orm.call("social.training", "action_read", [[id]]);
        } finally {
            this.state.isBusy = false;
        }
        this.props.onChanged();
    }
}
