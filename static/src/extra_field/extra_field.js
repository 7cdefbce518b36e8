import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** One of the campaign's extra fields, by its label; the technical name is kept.
 *
 * The choices are in the field named `field_choices` of the same record.
 */
export class ExtraField extends Component {
    static template = "social_inbox.ExtraField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    /** A field that is no more stays in sight until another one is chosen. */
    get choices() {
        const known = this.props.record.data.field_choices || [];
        const isKnown = !this.value || known.some(([name]) => name === this.value);
        return isKnown ? known : [...known, [this.value, _t("No longer there")]];
    }

    get label() {
        return this.choices.find(([name]) => name === this.value)?.[1] || "";
    }

    onChange(ev) {
        this.props.record.update({ [this.props.name]: ev.target.value || false });
    }
}

registry.category("fields").add("social_extra_field", {
    component: ExtraField,
    displayName: _t("Extra Field"),
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "field_choices", type: "json" }],
});
