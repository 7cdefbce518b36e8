import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Ideas with stage and votes; a click chooses one.
 *
 * The option `chosen` names the many2one that holds the choice.
 */
export class SimilarField extends Component {
    static template = "social_inbox.SimilarField";
    static props = { ...standardFieldProps, chosen: { type: String } };

    get ideas() {
        const { records } = this.props.record.data[this.props.name];
        return records.map(({ resId, data, fields }) => ({
            id: resId,
            name: data.name,
            stage: fields.stage.selection.find(([value]) => value === data.stage)?.[1],
            votes: data.vote_count,
            isChosen: this.props.record.data[this.props.chosen]?.id === resId,
        }));
    }

    async choose({ id, name }) {
        await this.props.record.update({
            [this.props.chosen]: { id, display_name: name },
        });
    }
}

registry.category("fields").add("social_similar", {
    component: SimilarField,
    supportedTypes: ["many2many"],
    useSubView: true,
    extractProps: ({ options }) => ({ chosen: options.chosen }),
});
