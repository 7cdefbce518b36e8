import { registry } from "@web/core/registry";

const DELIVERY = ".o_social_outbound .o_social_delivery";

registry.category("web_tour.tours").add("social_inbox_undo", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains('A leaking tent')",
            run: "click",
        },
        { trigger: `${DELIVERY} button:contains('Undo')`, run: "click" },
        { trigger: ".o_social_outbound[data-state='cancelled']" },
        { trigger: `${DELIVERY} button:contains('Edit')`, run: "click" },
        {
            content: "the text is there again",
            trigger:
                ".modal .o_field_widget[name='body'] .odoo-editor-editable:contains('new pole')",
            run: "editor Better words.",
        },
        { trigger: ".modal button[name='action_send']", run: "click" },
        {
            trigger:
                ".o_social_outbound[data-state='queued']:contains('Better words.')",
        },
        { trigger: "body:not(:has(.modal))" },
    ],
});
