import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("social_inbox_arrival", {
    steps: () => [
        {
            content: "failed arrivals are shown first",
            trigger: ".o_searchview_facet:contains('Failed')",
        },
        {
            trigger: ".o_data_row:contains('the header is broken') .o_data_cell",
            run: "click",
        },
        { trigger: ".alert-danger:contains('the header is broken')" },
        {
            content: "the source is kept whole",
            trigger: ".o_field_widget[name='body']:contains('.eml')",
        },
        { trigger: "button[name='action_retry']", run: "click" },
        {
            trigger:
                ".o_statusbar_status button[data-value='pending'].o_arrow_button_current",
        },
        { trigger: ".alert-info:contains('It waits to be read')" },
    ],
});
