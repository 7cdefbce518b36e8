import { Component, useState } from "@odoo/owl";

import { reason } from "../failure";

/** What was typed and is not saved, by twist and field: it outlives the component. */
const unsaved = new Map();

const NUMBERS = ["integer", "float"];

/** An extra field of the campaign, filled in in place.
 *
 * What the server refuses stays as it was typed, with the server's words, until it is
 * mended or taken back with Escape; also when another twist is looked at meanwhile.
 */
export class FieldInput extends Component {
    static template = "social_inbox.FieldInput";
    static props = { twistId: Number, field: Object, onChanged: Function };

    setup() {
        this.state = useState(unsaved.get(this.key) || { value: null, error: "" });
        this.saving = Promise.resolve();
    }

    get key() {
        return `${this.props.twistId}.${this.props.field.name}`;
    }

    get field() {
        return this.props.field;
    }

    get value() {
        return this.state.value ?? this.field.raw;
    }

    get inputId() {
        return `o_inbox_field_${this.key}`;
    }

    get inputMode() {
        return NUMBERS.includes(this.field.type) ? "decimal" : undefined;
    }

    isOn(tag) {
        return this.value.includes(tag);
    }

    note(value) {
        this.state.value = value;
        unsaved.set(this.key, this.state);
    }

    forget() {
        Object.assign(this.state, { value: null, error: "" });
        unsaved.delete(this.key);
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            this.forget();
            ev.target.value = this.field.raw;
            ev.stopPropagation();
        }
    }

    toggle(tag) {
        const others = this.value.filter((one) => one !== tag);
        this.save(this.isOn(tag) ? others : [...others, tag]);
    }

    /** One after the other: the last value is what stays. */
    save(value) {
        this.note(value);
        this.saving = this.saving.then(() => this.send(value));
        return this.saving;
    }

    async send(value) {
        const { twistId, field, onChanged } = this.props;
        const args = [[twistId], field.name, value];
        try {
            await this.env.services.orm.call("social.twist", "write_field", args);
        } catch (error) {
            this.state.error = reason(error);
            return;
        }
        this.state.error = "";
        await onChanged();
        if (this.state.value === value) {
            this.forget();
        }
    }
}
