import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Platforms as cards; a click writes the code into another field. */
export class PlatformField extends Component {
    static template = "social_inbox.PlatformField";
    static props = { ...standardFieldProps, chosen: String };

    get platforms() {
        return this.props.record.data[this.props.name] || [];
    }

    get current() {
        return this.props.record.data[this.props.chosen];
    }

    choose(code) {
        return this.props.record.update({ [this.props.chosen]: code });
    }
}

registry.category("fields").add("social_platforms", {
    component: PlatformField,
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ chosen: options.chosen }),
});
