import { Component } from "@odoo/owl";

import { Bubble } from "../../conversation/bubble";
import { Toolbar } from "./toolbar";

/** The shown twist: toolbar, conversation, composer (A5, A6). */
export class TwistPane extends Component {
    static template = "social_inbox.TwistPane";
    static components = { Bubble, Toolbar };
    static props = { store: Object, isSmall: Boolean };

    get store() {
        return this.props.store;
    }

    get pane() {
        return this.store.pane;
    }
}
