import { Component, useState, xml } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** What is announced, for screen readers alone; one of it on a screen. */
export class LiveRegion extends Component {
    static template = xml`
        <div class="o_inbox_live visually-hidden">
            <div role="status" aria-live="polite" t-out="announcer.polite" />
            <div role="alert" aria-live="assertive" t-out="announcer.assertive" />
        </div>`;
    static props = {};

    setup() {
        this.announcer = useState(useService("social_inbox_announcer"));
    }
}
