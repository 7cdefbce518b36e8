import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

export const LOOKS = {
    good: "fa-smile-o text-success",
    neutral: "fa-meh-o text-muted",
    bad: "fa-frown-o text-danger",
};

/** A sentiment as a face, with its word for those who do not see it. */
export class SentimentField extends Component {
    static template = "social_inbox.SentimentField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        const { selection } = this.props.record.fields[this.props.name];
        return selection.find(([value]) => value === this.value)?.[1] || "";
    }

    get look() {
        return LOOKS[this.value];
    }
}

registry.category("fields").add("social_sentiment", {
    component: SentimentField,
    supportedTypes: ["selection"],
});
