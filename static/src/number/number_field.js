import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";

/** A number of which 0 means that there is none: its placeholder says what then is. */
export class NumberField extends IntegerField {
    static template = "social_inbox.NumberField";
    static props = {
        ...IntegerField.props,
        placeholder: { type: String, optional: true },
    };

    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("social_number", {
    ...integerField,
    component: NumberField,
    extractProps: (info) => ({
        ...integerField.extractProps(info),
        placeholder: info.placeholder || info.attrs.placeholder,
    }),
});
