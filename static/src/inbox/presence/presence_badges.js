import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const MOST = 3; // pictures in a row of the list

/** Who else views a twist or writes in it. */
export class PresenceBadges extends Component {
    static template = "social_inbox.PresenceBadges";
    static props = {
        twistId: Number,
        users: { type: Object, optional: true }, // { name } by id of the user
        large: { type: Boolean, optional: true },
    };
    static defaultProps = { users: {} };

    setup() {
        this.presence = useState(useService("social_inbox_presence"));
    }

    /** Whoever writes comes first: they must not be among the others. */
    get people() {
        return this.presence
            .others(this.props.twistId)
            .map(({ userId, state }) => this.asBadge(userId, state === "typing"))
            .sort((one, other) => other.isTyping - one.isTyping);
    }

    asBadge(id, isTyping) {
        const name = this.props.users[id]?.name || _t("A colleague");
        return {
            id,
            isTyping,
            icon: isTyping ? "fa-pencil" : "fa-eye",
            picture: `/web/image/res.users/${id}/avatar_128`,
            title: isTyping ? _t("%s is writing", name) : _t("%s is viewing", name),
        };
    }

    get badges() {
        return this.people.slice(0, MOST);
    }

    get hidden() {
        return this.people.slice(MOST);
    }

    get hiddenTitle() {
        return this.hidden.map((one) => one.title).join("\n");
    }
}
