import { registry } from "@web/core/registry";

function suggestion(text) {
    return `.modal .o_social_suggestion:contains('${text}')`;
}

registry.category("web_tour.tours").add("social_inbox_person", {
    steps: () => [
        { trigger: "button[name='action_assign_person']", run: "click" },
        {
            content: "a person is proposed, with the reason, and already chosen",
            trigger: `${suggestion("Same mail address: ")}:contains('Chosen')`,
        },
        {
            trigger:
                ".modal .o_field_widget[name='partner_id'] input:value('Xenia One')",
        },
        {
            content: "another one has the same name only, and a profile already",
            trigger: `${suggestion("Same name")}:contains('Writes as taken@')`,
        },
        {
            content: "one click takes the other",
            trigger: `${suggestion("Writes as taken@")} button:contains('Choose')`,
            run: "click",
        },
        { trigger: `${suggestion("Writes as taken@")}:contains('Chosen')` },
        {
            trigger:
                ".modal .o_field_widget[name='partner_id'] input:value('Xenia Kirsch')",
        },
        {
            content: "another profile is offered, not ticked",
            trigger:
                ".modal .o_field_widget[name='line_ids'] .o_data_row:contains('work@')" +
                " .o_boolean_toggle input:not(:checked)",
            run: "click",
        },
        {
            content: "one whose twist is in Listen cannot be ticked",
            trigger:
                ".modal .o_data_row:contains('early@'):contains('Understand first')" +
                ":not(:has(.o_boolean_toggle))",
        },
        { trigger: ".modal button[name='action_assign']", run: "click" },
        { trigger: ".o_field_widget[name='partner_id']:contains('Xenia Kirsch')" },
        {
            trigger: "button[name='action_assign_person']:contains('Change Person')",
            run: "click",
        },
        { trigger: ".modal button[name='action_unlink_person']", run: "click" },
        {
            content: "it is asked before",
            trigger: ".modal-footer button:contains('Remove Link'):not([name])",
            run: "click",
        },
        {
            content: "the twist has no person any more",
            trigger: "button[name='action_assign_person']:contains('Assign Person')",
        },
        { trigger: ".o_form_view:contains('Not assigned yet'):not(:has(.modal))" },
    ],
});
