import { registry } from "@web/core/registry";

const LEADER = ".o_data_row:contains('Busy Bea')";

registry.category("web_tour.tours").add("social_inbox_leaders", {
    steps: () => [
        {
            content: "agents find the opinion leaders under Reporting",
            trigger: "button[data-menu-xmlid='social_inbox.social_reporting_menu']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='social_inbox.social_leader_menu']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='min_messages'] input",
            run: "edit 3",
        },
        { trigger: ".modal button[name='action_show']", run: "click" },
        { trigger: `${LEADER}:contains('4')` },
        {
            content: "the question can be changed, and keeps what was asked",
            trigger: "button[name='action_change_search']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='min_messages'] input:value('3')",
            run: "edit 5",
        },
        { trigger: ".modal button[name='action_show']", run: "click" },
        { trigger: ".o_view_nocontent:contains('Nobody wrote that much')" },
        { trigger: "button[name='action_change_search']", run: "click" },
        {
            trigger: ".modal .o_field_widget[name='min_messages'] input:value('5')",
            run: "edit 4",
        },
        { trigger: ".modal button[name='action_show']", run: "click" },
        {
            content: "tag those who were chosen",
            trigger: `${LEADER} .o_list_record_selector input`,
            run: "click",
        },
        { trigger: "button[name='action_add_tags']", run: "click" },
        {
            trigger: ".modal .o_field_widget[name='tag_ids'] input",
            run: "edit Tent Testers",
        },
        {
            trigger: ".ui-autocomplete a:contains('Tent Testers')",
            run: "click",
        },
        { trigger: ".modal .o_tag:contains('Tent Testers')" },
        { trigger: ".modal button[name='action_add']", run: "click" },
        {
            content: "a click on the line opens what they wrote",
            trigger: `body:not(:has(.modal)) ${LEADER} td[name='name']`,
            run: "click",
        },
        { trigger: ".o_kanban_record:contains('Too many tents')" },
    ],
});

registry.category("web_tour.tours").add("social_inbox_flow", {
    steps: () => [
        {
            content: "where the work is",
            trigger: ".o_data_row:contains('Understand') td[name='twist_count']",
        },
        {
            content: "what entered and left Understand, week by week",
            trigger:
                ".o_data_row:contains('Understand') button[name='action_view_flow']",
            run: "click",
        },
        { trigger: ".o_facet_value:contains('Understand')" },
        {
            content: "the rows behind the total",
            trigger: ".o_pivot tbody tr:first-child td:not(:empty):first",
            run: "click",
        },
        { trigger: ".o_data_row:contains('A slow tent'):first" },
        {
            content: "and the twists behind them",
            trigger: "button[name='action_view_twists']",
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains('A slow tent')",
            run: "click",
        },
        { trigger: ".o_form_view .o_social_bubble" },
    ],
});
