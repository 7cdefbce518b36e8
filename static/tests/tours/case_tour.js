import { registry } from "@web/core/registry";

const TOAST = ".o_social_result";

function inPhase(phase) {
    return {
        trigger: `.o_statusbar_status button[data-value='${phase}'].o_arrow_button_current`,
    };
}

registry.category("web_tour.tours").add("social_inbox_case", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains('A leaking tent')",
            run: "click",
        },
        inPhase("listen"),
        {
            content: "in Listen nothing is rated",
            trigger: ".o_social_bubble:not(:has(.o_social_rating))",
        },
        {
            trigger:
                "button[name='action_next_phase']:contains('Move Twist to \"Understand\"')",
            run: "click",
        },
        inPhase("understand"),
        {
            content: "what the message means to us, by one click each",
            trigger: ".o_social_bubble button[data-sentiment='bad']",
            run: "click",
        },
        {
            trigger: ".o_social_bubble button[data-sentiment='bad'].o_social_chosen",
        },
        {
            trigger: ".o_social_bubble button[data-relevance='3']",
            run: "click",
        },
        {
            content: "the twist follows",
            trigger: ".o_field_widget[name='sentiment'] .fa-frown-o",
        },
        { trigger: "button[name='action_assign_person']", run: "click" },
        {
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Ana Customer",
        },
        { trigger: ".modal button[name='action_assign']", run: "click" },
        { trigger: ".o_field_widget[name='partner_id']:contains('Ana Customer')" },
        {
            trigger:
                "button[name='action_next_phase']:contains('Move Twist to \"Engage\"')",
            run: "click",
        },
        inPhase("engage"),
        { trigger: "button[name='action_create_ticket']", run: "click" },
        {
            content: "the ticket is prefilled",
            trigger:
                ".modal .o_field_widget[name='name'] input:value('A leaking tent')",
        },
        {
            trigger:
                ".modal .o_field_widget[name='description']:contains('It rained in')",
        },
        { trigger: ".modal button[name='action_create']", run: "click" },
        { content: "by itself", ...inPhase("process") },
        { trigger: `${TOAST}:contains('Process')` },
        { trigger: ".o_field_widget[name='ticket_id']:contains('A leaking tent')" },
    ],
});

registry.category("web_tour.tours").add("social_inbox_case_end", {
    steps: () => [
        inPhase("feedback"),
        { trigger: ".o_social_feedback:contains('A new pole')" },
        { trigger: "button[name='action_respond']", run: "click" },
        {
            content: "the feedback is the draft",
            trigger:
                ".modal .o_field_widget[name='body'] .odoo-editor-editable:contains('A new pole')",
        },
        { trigger: ".modal button[name='action_send']", run: "click" },
        { trigger: ".o_social_outbound:contains('A new pole')" },
        { trigger: "body:not(:has(.modal))" },
        {
            trigger:
                "button[name='action_next_phase']:contains('Move Twist to \"Closed\"')",
            run: "click",
        },
        inPhase("closed"),
        {
            content: "the way it went",
            trigger:
                ".o_field_widget[name='move_ids']:contains('Feedback'):contains('A ticket')",
        },
    ],
});
