import { registry } from "@web/core/registry";

const TOAST = ".o_social_result";

function row(subject) {
    return `.o_data_row:contains('${subject}')`;
}

function inPhase(subject, phase) {
    return { trigger: `${row(subject)} [name='phase']:contains('${phase}')` };
}

registry.category("web_tour.tours").add("social_inbox_supervisor", {
    steps: () => [
        { trigger: ".o_switch_view.o_list", run: "click" },
        {
            content: "open the wrongly moved twist",
            trigger: `${row("Wrong tent")} td[name='name']`,
            run: "click",
        },
        {
            trigger: "button[name='action_next_phase']:contains('Engage')",
            run: "click",
        },
        { trigger: `${TOAST}:contains('Moved to Engage')` },
        {
            content: "the timeline shows the move",
            trigger:
                ".o_field_widget[name='move_ids'] .o_data_row:first:contains('Engage')",
        },
        { trigger: `${TOAST} button:contains('Undo')`, run: "click" },
        { trigger: `${TOAST}:contains('1 undone')` },
        {
            content: "back where it was",
            trigger:
                ".o_statusbar_status button[data-value='understand'].o_arrow_button_current",
        },
        { trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        inPhase("Wrong tent", "Understand"),
        {
            content: "select all",
            trigger: ".o_list_table thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button[name='action_next_phase']:contains('Move On')",
            run: "click",
        },
        {
            content: "what was done and what was not, and why",
            trigger: `${TOAST}:contains('2 moved, 1 skipped'):contains('when a ticket or an idea')`,
        },
        inPhase("Wrong tent", "Engage"),
        inPhase("New tent", "Understand"),
        inPhase("Old tent", "Engage"),
        {
            trigger: `${TOAST}:contains('2 moved') button:contains('Undo')`,
            run: "click",
        },
        { trigger: `${TOAST}:contains('2 undone')` },
        inPhase("Wrong tent", "Understand"),
        inPhase("New tent", "Listen"),
    ],
});
