import { Component } from "@odoo/owl";

import { Bubble } from "../../conversation/bubble";

/** The shown twist: toolbar, conversation, composer (A5, A6). */
export class TwistPane extends Component {
    static template = "social_inbox.TwistPane";
    static components = { Bubble };
    static props = { store: Object };

    get store() {
        return this.props.store;
    }

    get pane() {
        return this.store.pane;
    }
}
