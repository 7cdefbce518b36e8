import { Component, onMounted, onWillStart, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SIZES } from "@web/core/ui/ui_service";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { CHANGED } from "../result/result_action";
import { Details } from "./details/details";
import { Filters } from "./header/filters";
import { logContact } from "./header/log_contact";
import { Phases } from "./header/phases";
import { Search } from "./header/search";
import { useInboxKeys } from "./keys/keys_hook";
import { TwistList } from "./list/twist_list";
import { useTwistFeed } from "./live/live_feed";
import { applyOutcome } from "./outcome/apply_outcome";
import { LiveRegion } from "./presence/live_region";
import { OfflineBanner } from "./presence/offline_banner";
import { usePresence } from "./presence/presence_service";
import { TwistPane } from "./twist/twist_pane";

const PAUSE = 120; // milliseconds after which the details follow: the text comes first

/** The Social Inbox: the place where agents work all day (spec A3 to A6). */
export class Inbox extends Component {
    static template = "social_inbox.Inbox";
    static components = {
        Details,
        Filters,
        LiveRegion,
        OfflineBanner,
        Phases,
        Search,
        TwistList,
        TwistPane,
    };
    static props = { ...standardActionServiceProps };
    static path = "social-inbox";
    static displayName = _t("Inbox");

    setup() {
        this.store = useState(useService("social_inbox_store"));
        this.ui = useState(useService("ui"));
        this.state = useState({ search: false, details: null, detailsId: 0 });
        onWillStart(() => this.store.open(Number(this.props.resId) || 0));
        onMounted(() => (this.state.search = true)); // the list does not wait for it
        useBus(this.env.bus, CHANGED, () => this.store.refresh());
        useBus(this.store.bus, "OPEN", ({ detail }) => {
            if (detail === "details") {
                this.state.details = !this.hasDetails;
            }
        });
        useTwistFeed((ids) => this.store.refresh(ids));
        this.presence = usePresence({ isAsked: true });
        useInboxKeys(this.store);
        useEffect(
            (id) => this.followWithDetails(id),
            () => [this.store.currentId],
        );
        useEffect(
            () => {
                if (this.ui.isSmall) {
                    this.closeDetails(); // they would hide the twist chosen next
                }
            },
            () => [this.store.currentId],
        );
    }

    /** Beside the twist where there is room, unless the user closed them. */
    get hasDetails() {
        return this.state.details ?? this.isWide;
    }

    get isWide() {
        return this.ui.size >= SIZES.XL;
    }

    closeDetails() {
        this.state.details = false;
    }

    /** Details and address follow the twist, unless the user runs through the list. */
    followWithDetails(id) {
        const show = () => {
            this.state.detailsId = id;
            this.props.updateActionState?.({ resId: id || false });
        };
        const timer = browser.setTimeout(show, PAUSE);
        return () => browser.clearTimeout(timer);
    }

    get detailsPane() {
        return this.store.currentId && this.store.panes.get(this.state.detailsId);
    }

    get detailsMessage() {
        const isShown = this.state.detailsId === this.store.currentId;
        return (isShown && this.store.message) || null;
    }

    onDetailsChanged() {
        return this.store.refresh(new Set([this.state.detailsId]));
    }

    logContact() {
        return logContact(this.store);
    }

    openTwist(id) {
        return this.store.select(id);
    }

    /** What the details ask for and the screen does itself, shown at once.
     *
     * @returns {boolean} whether it is done here
     */
    onAction(name, values) {
        const { act, currentId } = this.store;
        if (name === "outcome") {
            applyOutcome(this.store, [this.state.detailsId], values.outcome_id);
            return true;
        }
        if (this.state.detailsId !== currentId) {
            return false; // they still show the twist before: it is written as such
        }
        if (name === "write" && "user_id" in values) {
            act.assign(values.user_id);
            return true;
        }
        if (name === "write" && "priority" in values) {
            act.togglePriority();
            return true;
        }
        return false;
    }

    /** On a small screen one pane at a time: the twist once one is chosen. */
    get stack() {
        return this.store.currentId ? "twist" : "list";
    }
}

registry.category("actions").add("social_inbox.inbox", Inbox);
