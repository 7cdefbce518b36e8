import { registry } from "@web/core/registry";

const TENT = ".o_inbox_row[data-id]:contains('A leaking tent')";
const OTHER = ".o_inbox_row[data-id]:contains('Another tent')";
const UNDERSTAND = ".o_inbox_phase[data-phase='understand']";
const TEXT = ".o_inbox_composer textarea";
const WAITING = ".o_social_outbound[data-state='waiting']";

/** A twist is opened, and answered. */
function answer(row, name, text) {
    return [
        { trigger: row, run: "click" },
        { trigger: `.o_inbox_twist:has(h2:contains('${name}')) ${TEXT}` },
        { trigger: TEXT, run: `edit ${text}` },
        { trigger: `${TEXT}:value('${text}')`, run: "press Control+Enter" },
        {
            content: "it waits, and says why",
            trigger: `${WAITING}:contains('${text}'):contains('Written by a trainee')`,
        },
        { trigger: `${WAITING} [data-decision='take_back']` },
    ];
}

registry.category("web_tour.tours").add("social_inbox_approval_trainee", {
    steps: () => [
        { trigger: UNDERSTAND, run: "click" },
        ...answer(TENT, "A leaking tent", "We will see."),
        { trigger: ".o_social_result:contains('waits for approval')" },
        ...answer(OTHER, "Another tent", "Not our fault."),
        { trigger: `${TENT} .o_inbox_row_approval` },
    ],
});

registry.category("web_tour.tours").add("social_inbox_approval_lead", {
    steps: () => [
        { trigger: UNDERSTAND, run: "click" },
        {
            content: "what waits is one click away, with how many there are",
            trigger: "[data-assignee='approval']:contains('2')",
            run: "click",
        },
        { trigger: TENT, run: "click" },
        { trigger: `${WAITING}:contains('We will see.')` },
        { trigger: `${WAITING} [data-decision='edit_approve']`, run: "click" },
        {
            trigger: ".modal .odoo-editor-editable:contains('We will see.')",
            run: "editor A new pole comes.",
        },
        { trigger: ".modal button[name='action_approve']", run: "click" },
        {
            content: "changed, with both texts",
            trigger: ".o_social_outbound[data-state='queued']:contains('A new pole')",
        },
        { trigger: ".o_social_approval_original summary", run: "click" },
        { trigger: ".o_social_approval_text:contains('We will see.')" },
        { trigger: OTHER, run: "click" },
        { trigger: `${WAITING}:contains('Not our fault.')` },
        { trigger: `${WAITING} [data-decision='reject']`, run: "click" },
        {
            trigger: ".modal .o_field_widget[name='note'] textarea",
            run: "edit Friendlier, please.",
        },
        { trigger: ".modal button[name='action_reject']", run: "click" },
        {
            trigger:
                ".o_social_outbound[data-state='cancelled']:contains('Friendlier')",
        },
    ],
});

registry.category("web_tour.tours").add("social_inbox_approval_again", {
    steps: () => [
        { trigger: UNDERSTAND, run: "click" },
        { trigger: OTHER, run: "click" },
        { trigger: ".o_social_approval_note:contains('Friendlier, please.')" },
        {
            content: "nothing typed is lost",
            trigger: `${TEXT}:value('Not our fault.')`,
            run: "edit We are sorry.",
        },
        { trigger: `${TEXT}:value('We are sorry.')`, run: "press Control+Enter" },
        { trigger: `${WAITING}:contains('We are sorry.')` },
        { trigger: TENT, run: "click" },
        {
            trigger: ".o_social_outbound:contains('A new pole') summary",
            run: "click",
        },
        { trigger: ".o_social_approval_text:contains('We will see.')" },
    ],
});
