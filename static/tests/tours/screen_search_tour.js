import { registry } from "@web/core/registry";

const MENU = ".o_searchview_dropdown_toggler";

function row(subject) {
    return `.o_inbox_row[data-id]:contains('${subject}')`;
}

/** The box stands there while the mouse is over the row, which a tour has not. */
function check(subject) {
    return {
        trigger: `${row(subject)} .o_inbox_row_check input:not(:visible)`,
        run: "click",
    };
}

function count(phase, number) {
    return (
        `.o_inbox_phase[data-phase='${phase}']` +
        ` .o_inbox_phase_count:contains(/^${number}$/)`
    );
}

registry.category("web_tour.tours").add("social_inbox_screen_search", {
    steps: () => [
        { trigger: row("Red tent") },
        { trigger: MENU, run: "click" },
        {
            content: "filters of the list of twists",
            trigger: ".o_filter_menu .o_menu_item:contains('Mine')",
            run: "click",
        },
        { trigger: `.o_inbox_list:has(${row("Red tent")}):not(:has(${row("Blue")}))` },
        { content: "the counts follow", trigger: count("listen", 1) },
        { trigger: ".o_inbox_clear", run: "click" },
        { trigger: `.o_inbox:not(:has(.o_facet_value)) ${row("Blue tent")}` },
        { trigger: MENU, run: "click" },
        {
            content: "and its favourites",
            trigger: ".o_favorite_menu .o_menu_item:contains('Blue ones')",
            run: "click",
        },
        { trigger: `.o_inbox_list:has(${row("Blue")}):not(:has(${row("Red tent")}))` },
        { trigger: ".o_facet_remove", run: "click" },
        { trigger: `.o_inbox_list:has(${row("Red")}):not(:has(${row("Cheap")}))` },
        { trigger: ".o_inbox_spam_toggle:contains('Show Spam')", run: "click" },
        { trigger: `${row("Cheap watches")}.o_inbox_spam` },
        { trigger: ".o_inbox_spam_toggle:contains('Hide Spam')", run: "click" },
        { trigger: `.o_inbox_list:not(:has(${row("Cheap")})) ${row("Red tent")}` },
        check("Red tent"),
        {
            content: "with one checked all show their boxes",
            trigger: `${row("Blue tent")} .o_inbox_row_check input`,
            run: "click",
        },
        { trigger: ".o_inbox_checked_count:contains('2')" },
        { trigger: "[data-bulk='close']", run: "click" },
        {
            trigger:
                ".o_social_result:contains('2 moved to Closed') button:contains('Undo')",
            run: "click",
        },
        { trigger: ".o_social_result:contains('2 undone')" },
        { trigger: `.o_inbox_list:has(${row("Red tent")}) ${row("Blue tent")}` },
        { trigger: count("listen", 3) },
        check("Green tent"),
        { trigger: "[data-bulk='next']", run: "click" },
        { trigger: `.o_inbox_list:not(:has(${row("Green tent")}))` },
        { trigger: count("understand", 1) },
    ],
});
