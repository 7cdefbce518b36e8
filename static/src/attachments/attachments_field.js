import { registry } from "@web/core/registry";
import { many2ManyBinaryField } from "@web/views/fields/many2many_binary/many2many_binary_field";

/** The files of one record, which belong to it alone: shown, not chosen. */
registry.category("fields").add("social_attachments", {
    ...many2ManyBinaryField,
    supportedTypes: ["one2many"],
});
