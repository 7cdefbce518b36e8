import { registry } from "@web/core/registry";

const ANSWER = "We send you a new pole today.";

function modalField(name, element = "input") {
    return `.modal .o_field_widget[name='${name}'] ${element}`;
}

registry.category("web_tour.tours").add("social_inbox_answer", {
    steps: () => [
        {
            content: "open the twist from its card",
            trigger: ".o_kanban_record:contains('A leaking tent')",
            run: "click",
        },
        {
            content: "what the customer wrote is on the left",
            trigger:
                ".o_social_bubble:not(.o_social_outbound):contains('It rained in')",
        },
        {
            content: "an answer is not offered yet",
            trigger: ".o_form_view:not(:has(button[name='action_respond']))",
        },
        {
            trigger: "button[name='action_next_phase']:contains('Understand')",
            run: "click",
        },
        { trigger: "button[name='action_assign_person']", run: "click" },
        {
            content: "nobody is known by this address: a new person is proposed",
            trigger:
                ".modal .o_field_widget[name='mode'] input[data-value='new']:checked",
        },
        { trigger: modalField("name"), run: "edit Ana Customer" },
        {
            isActive: ["desktop"],
            trigger: modalField("lawful_basis"),
            run: "click",
        },
        {
            isActive: ["desktop"],
            trigger: ".o_select_menu_item:contains('Consent')",
            run: "click",
        },
        { trigger: ".modal button[name='action_assign']", run: "click" },
        {
            content: "the person is shown beside the conversation",
            trigger: ".o_field_widget[name='partner_id']:contains('Ana Customer')",
        },
        { trigger: "button[name='action_respond']", run: "click" },
        {
            content: "whom it goes to is said",
            trigger:
                ".modal .o_field_widget[name='recipient']:contains('Ana <customer')",
        },
        {
            trigger: modalField("subject", "input:value('Re: A leaking tent')"),
        },
        {
            trigger: modalField("body", ".odoo-editor-editable"),
            run: `editor ${ANSWER}`,
        },
        { trigger: ".modal button[name='action_send']", run: "click" },
        {
            content: "the answer is on the right, on its way",
            trigger: `.o_social_outbound .o_social_body:contains('${ANSWER}')`,
        },
        { trigger: ".o_social_outbound .o_social_delivery:contains('Waiting')" },
        { trigger: ".o_form_view:not(:has(.modal))" },
    ],
});
