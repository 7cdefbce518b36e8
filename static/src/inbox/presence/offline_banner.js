import { Component, useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { useConnection } from "./connection_hook";

/** Says that the connection is broken, and what becomes of what is written. */
export class OfflineBanner extends Component {
    static template = "social_inbox.OfflineBanner";
    static props = {};

    setup() {
        this.announcer = useService("social_inbox_announcer");
        this.connection = useConnection();
        let wasBroken = false;
        useEffect(
            (text) => {
                if (text) {
                    this.announcer.announce(text, { assertive: true });
                } else if (wasBroken) {
                    this.announcer.announce(_t("The connection is back."));
                }
                wasBroken = Boolean(text);
            },
            () => [this.text],
        );
    }

    get text() {
        if (!this.connection.isOnline) {
            return _t(
                "You are offline. What you write is kept; it is sent when the connection is back.",
            );
        }
        if (!this.connection.isLive) {
            return _t(
                "No live connection to the server. What you write is kept; what is new is shown when the connection is back.",
            );
        }
        return "";
    }
}
