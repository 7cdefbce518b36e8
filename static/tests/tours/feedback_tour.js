import { registry } from "@web/core/registry";

const TOLD = "A new pole is on its way.";

registry.category("web_tour.tours").add("social_inbox_feedback", {
    steps: () => [
        {
            content: "who waits is seen without any right in the inbox",
            trigger: "button[name='action_view_social_twists']:contains('1')",
            run: "click",
        },
        {
            trigger: ".modal .o_social_conversations:contains('It rained in.')",
        },
        { trigger: ".modal footer button:contains('Close')", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "close the ticket",
            trigger: ".o_statusbar_status button.dropdown-toggle:visible",
            run: "click",
        },
        { trigger: ".dropdown-item:contains('Done')", run: "click" },
        {
            content: "the form says that somebody waits",
            trigger: ".alert-warning:contains('authors wait')",
        },
        {
            content: "and whoever closed it is asked",
            trigger: ".o_social_feedback_wanted button:contains('Write Feedback')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='line_ids']:contains('Ana')",
        },
        {
            trigger: ".modal .o_field_widget[name='text'] .odoo-editor-editable",
            run: `editor ${TOLD}`,
        },
        { trigger: ".modal button[name='action_send']", run: "click" },
        { trigger: ".o_social_result:contains('Ana')" },
        {
            content: "nobody waits any more",
            trigger: ".o_form_view:not(:has(.alert-warning:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("social_inbox_feedback_draft", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Ana') .o_data_cell[name='feedback_text']",
            run: "click",
        },
        { trigger: `.o_social_feedback:contains('${TOLD}')` },
        { trigger: "button[name='action_respond']", run: "click" },
        { trigger: ".modal .alert-success:contains('It is your draft')" },
        {
            trigger: `.modal .o_field_widget[name='body'] .odoo-editor-editable:contains('${TOLD}')`,
        },
        { trigger: ".modal button[name='action_send']", run: "click" },
        { trigger: `.o_social_outbound:contains('${TOLD}')` },
        { trigger: "body:not(:has(.modal))" },
    ],
});
