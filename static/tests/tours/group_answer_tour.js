import { registry } from "@web/core/registry";

const PLAN = ".modal .o_social_group_plan";
const PREVIEW = `${PLAN} .o_social_group_preview_text`;

function row(subject) {
    return `.o_inbox_row[data-id]:contains('${subject}')`;
}

/** The box stands there while the mouse is over the row, which a tour has not. */
function check(subject) {
    return { trigger: `${row(subject)} .o_inbox_row_check input:not(:visible)` };
}

registry.category("web_tour.tours").add("social_inbox_group_answer", {
    steps: () => [
        { trigger: ".o_inbox_phase[data-phase='understand']", run: "click" },
        { ...check("First"), run: "click" },
        { trigger: `${row("Second")} .o_inbox_row_check input`, run: "click" },
        { trigger: `${row("Third")} .o_inbox_row_check input`, run: "click" },
        { trigger: ".o_inbox_checked_count:contains('3')" },
        { trigger: ".o_inbox_bulk_group", run: "click" },
        { trigger: `${PLAN} .o_social_group_ready:contains('3 of 3')` },
        {
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Late tents && press Tab",
        },
        {
            trigger: ".modal .o_social_group_text textarea",
            run: "edit Dear {{ person.name }}, tents are late. && press Tab",
        },
        { trigger: `${PREVIEW}:contains(/^Dear Person \\d, tents are late.$/)` },
        {
            content: "the next one reads another name",
            trigger: `${PLAN} .o_social_group_next`,
            run: "click",
        },
        { trigger: `${PLAN}:contains('2 of 3')` },
        { trigger: ".modal button[name='action_send']", run: "click" },
        {
            trigger:
                ".o_social_result:contains('3 answers queued') button:contains('See')",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name='name']:contains('Late tents')" },
        { trigger: ".o_form_view button[name='action_cancel']" },
        { trigger: ".o_form_view .o_arrow_button_current:contains('Sending')" },
    ],
});

registry.category("web_tour.tours").add("social_inbox_group_result", {
    steps: () => [
        { trigger: ".o_data_row:contains('Late tents') .o_data_cell", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains('Done')" },
        { trigger: "button[name='action_view_all']:contains('3')" },
        { trigger: ".o_notebook a:contains('Recipients')", run: "click" },
        { trigger: ".o_field_widget[name='line_ids'] .o_data_row:contains('Sent')" },
        { trigger: "button[name='action_view_answered']", run: "click" },
        { trigger: ".o_list_view .o_view_nocontent, .o_list_view .o_nocontent_help" },
    ],
});
