import { registry } from "@web/core/registry";

function column(title) {
    return `.o_kanban_group:has(.o_column_title:contains('${title}'))`;
}

function card(title, subject) {
    return `${column(title)} .o_kanban_record:contains('${subject}')`;
}

registry.category("web_tour.tours").add("social_inbox_board", {
    steps: () => [
        {
            content: "a move by hand that the phase allows",
            trigger: card("Listen", "New tent"),
            run: `drag_and_drop(${column("Understand")})`,
        },
        { trigger: card("Understand", "New tent") },
        {
            content: "a move that needs a ticket or an idea",
            trigger: card("Engage", "Old tent"),
            run: `drag_and_drop(${column("Process")})`,
        },
        {
            content: "what to do first is said",
            trigger:
                ".modal .modal-body:contains('when a ticket or an idea is created')",
        },
        { trigger: ".modal .modal-footer button", run: "click" },
        { content: "the card is back", trigger: card("Engage", "Old tent") },
        { trigger: `${column("Process")}:not(:has(.o_kanban_record:contains('Old')))` },
    ],
});
