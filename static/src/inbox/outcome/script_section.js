import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

import { detailProps } from "../details/details_hook";
import { Section, Tool } from "../details/section";
import { reason } from "../failure";

const PAUSE = 150; // milliseconds: whoever goes on to the next twist asks nothing

/** A guided script: what to ask next, and where the answer leads (B19). */
export class ScriptSection extends Component {
    static template = "social_inbox.ScriptSection";
    static components = { Section, Tool };
    static props = detailProps;

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ shown: null, twistId: 0 });
        useEffect(
            () => {
                const show = () => this.call("script_show");
                const timer = browser.setTimeout(show, PAUSE);
                return () => browser.clearTimeout(timer);
            },
            () => [this.props.twistId],
        );
        onWillUnmount(() => (this.isGone = true));
    }

    /** What the server said of this twist; null until then. */
    get shown() {
        const { shown, twistId } = this.state;
        return twistId === this.props.twistId ? shown : null;
    }

    get step() {
        return this.shown?.step || null;
    }

    async call(method, ...args) {
        const { twistId } = this.props;
        try {
            const call = this.orm.silent.call("social.twist", method, [
                [twistId],
                ...args,
            ]);
            const shown = await call;
            if (!this.isGone && twistId === this.props.twistId) {
                Object.assign(this.state, { shown, twistId });
            }
            return shown;
        } catch (error) {
            this.notification.add(reason(error), { type: "danger" });
            return null;
        }
    }

    async choose(choice) {
        const shown = await this.call("script_choose", choice.id);
        if (shown?.outcome) {
            this.props.onAction?.("outcome", { outcome_id: shown.outcome });
        } else if (!shown) {
            await this.call("script_show");
        }
    }

    async fill(value) {
        if (await this.call("script_fill", value)) {
            this.props.onChanged();
        }
    }

    restart(scriptId) {
        return this.call("script_restart", scriptId ? Number(scriptId) : null);
    }
}
