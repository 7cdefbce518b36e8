import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Persons who may be the author, each with why; one click takes one. */
export class SuggestionsField extends Component {
    static template = "social_inbox.SuggestionsField";
    static props = { ...standardFieldProps };

    get suggestions() {
        return this.props.record.data[this.props.name] || [];
    }

    isChosen(suggestion) {
        const { mode, partner_id: person } = this.props.record.data;
        return mode === "existing" && person && person.id === suggestion.id;
    }

    choose({ id, name }) {
        return this.props.record.update({
            mode: "existing",
            partner_id: { id, display_name: name },
        });
    }
}

registry.category("fields").add("social_suggestions", {
    component: SuggestionsField,
    displayName: _t("Suggested Persons"),
    supportedTypes: ["json"],
});
