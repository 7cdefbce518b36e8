import { registry } from "@web/core/registry";

const LIST = ".o_social_checklist";

registry.category("web_tour.tours").add("social_inbox_checklist", {
    steps: () => [
        {
            content: "the campaign that one leads",
            trigger: ".o_data_row td[name='name']:contains('Sale')",
            run: "click",
        },
        { trigger: `${LIST} [data-code='channels'][data-state='done']` },
        { trigger: `${LIST} [data-code='outcomes'][data-state='missing']` },
        {
            content: "tick the first point",
            trigger: `${LIST} .o_social_check:first input`,
            run: "click",
        },
        { trigger: `${LIST} .o_social_check:first:contains('social_lead')` },
        {
            content: "go to where agents are chosen",
            trigger: `${LIST} [data-code='agents'] button`,
            run: "click",
        },
        { trigger: ".o_field_widget[name='user_ids'].o_social_shown_at" },
        {
            content: "back by the button of the form",
            trigger: "button[name='action_view_checklist']",
            run: "click",
        },
        {
            trigger: `${LIST} [data-code='training'] button`,
            run: "click",
        },
        { trigger: ".o_notebook_headers .active[name='training']" },
        { trigger: "button[name='action_view_checklist']", run: "click" },
        { trigger: "button[name='action_go_live']", run: "click" },
        { trigger: "button[name='action_not_live']" },
        { trigger: "button[name='action_print_security_sheet']", run: "click" },
        { trigger: ":iframe h1:contains('Security Check Sheet')" },
    ],
});
