import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { shortDate } from "./dates";
import { detailProps, useDetailActions } from "./details_hook";
import { Section, Tool } from "./section";
import { Suggestions } from "./suggestions";

/** Who writes: the profile on the platform, the person behind it, the community. */
export class SenderSection extends Component {
    static template = "social_inbox.SenderSection";
    static components = { Section, Suggestions, Tool };
    static props = detailProps;

    setup() {
        Object.assign(this, useDetailActions());
    }

    get sender() {
        return this.props.details.sender;
    }

    get profile() {
        return this.sender.profile;
    }

    get person() {
        return this.sender.person;
    }

    /** The toolbar's buttons, as the server allows them. */
    get tools() {
        const { is_blocked: isBlocked } = this.profile;
        const names = [
            ["assign_person", this.person ? "fa-exchange" : "fa-user-plus"],
            ...(this.person ? [["unlink_person", "fa-chain-broken"]] : []),
            ["invite", "fa-users"],
            isBlocked ? ["unblock_author", "fa-check"] : ["block_author", "fa-ban"],
        ];
        const known = names.filter(([name]) => this.props.actions[name]);
        return known.map(([name, icon]) => ({
            name,
            icon,
            ...this.props.actions[name],
        }));
    }

    get initial() {
        return [...this.profile.name][0].toUpperCase();
    }

    /** The handle, where it is not the name already. */
    get handle() {
        const { handle, name } = this.profile;
        return handle === name ? "" : handle;
    }

    get period() {
        const { first_date: first, last_date: last } = this.profile;
        const [from, to] = [shortDate(first), shortDate(last)];
        return from === to ? to : _t("%(from)s – %(to)s", { from, to });
    }

    get community() {
        const { state, since, invitation } = this.sender.community;
        if (state) {
            const date = shortDate(since);
            return date ? _t("%(state)s, %(date)s", { state, date }) : state;
        }
        return invitation ? invitation.state : _t("Not invited yet");
    }

    get authors() {
        return this.sender.authors.map((one) => one.name).join(", ");
    }

    openProfile() {
        this.open("social.profile", this.profile.id, this.profile.name);
    }

    openPerson() {
        this.open("res.partner", this.person.id, this.person.name);
    }
}
