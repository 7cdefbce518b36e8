import { registry } from "@web/core/registry";

const TENT = ".o_inbox_row[data-id]:contains('A leaking tent')";
const OTHER = ".o_inbox_row[data-id]:contains('Another tent')";
const TEXT = ".o_inbox_composer textarea";
const QUEUED = ".o_social_outbound[data-state='queued']";
const ANSWER = "Better words: a new pole comes.";

function blocked(button) {
    return `.o_inbox_blocked button:contains('${button}')`;
}

/** From what has just arrived to a text that is typed in. */
const ALLOWED = [
    { trigger: TENT, run: "click" },
    { trigger: ".o_inbox_twist .o_social_bubble:contains('It rained in')" },
    {
        content: "in Listen nothing is written; what to do instead is a button",
        trigger: blocked("Move on"),
        run: "click",
    },
    { trigger: blocked("Assign a person"), run: "click" },
    {
        trigger: ".modal .o_field_widget[name='name'] input",
        run: "edit Ana Customer",
    },
    { trigger: ".modal button[name='action_assign']", run: "click" },
    { trigger: "body:not(:has(.modal)) .o_inbox_composer:not(:has(.o_inbox_blocked))" },
];

registry.category("web_tour.tours").add("social_inbox_screen_answer", {
    steps: () => [
        ...ALLOWED,
        { trigger: ".o_inbox_route:contains('Ana'):contains('customer.')" },
        {
            content: "a ready answer by its shortcut",
            trigger: TEXT,
            run: "edit ::newpole",
        },
        {
            trigger: ".o_inbox_suggestion[aria-selected='true']:contains('newpole')",
            run: "press Enter",
        },
        {
            trigger: `${TEXT}:value('We send you a new pole.')`,
            run: "press Control+Enter",
        },
        {
            content: "it is on its way, and can be taken back",
            trigger: ".o_social_result:contains('Sending') button:contains('Undo')",
            run: "click",
        },
        {
            content: "the text is there again",
            trigger: `${TEXT}:value('We send you a new pole.')`,
        },
        { trigger: `.o_inbox_twist:not(:has(${QUEUED}))` },
        { trigger: TEXT, run: `edit ${ANSWER}` },
        { trigger: `${TEXT}:value('${ANSWER}')`, run: "press Control+Enter" },
        { trigger: `${QUEUED}:contains('${ANSWER}')` },
        {
            content: "nothing is left to be sent again",
            trigger: ".o_inbox_send_now:disabled",
        },
        { trigger: ".o_inbox_tab_note", run: "click" },
        {
            trigger: ".o_inbox_composer_note textarea",
            run: "edit She called, too.",
        },
        { trigger: ".o_inbox_send_note:enabled", run: "click" },
        { trigger: ".o_social_note:contains('She called, too.')" },
        { trigger: ".o_inbox_tab_reply", run: "click" },
        {
            trigger: `.o_inbox_composer:not(.o_inbox_composer_note) textarea`,
            run: "edit Half a thought",
        },
        { content: "to another twist", trigger: ".o_inbox_phase", run: "click" },
        { trigger: OTHER, run: "click" },
        { trigger: ".o_inbox_twist:has(h2:contains('Another')) .o_inbox_blocked" },
        {
            content: "and back",
            trigger: ".o_inbox_phase[data-phase='understand']",
            run: "click",
        },
        { trigger: TENT, run: "click" },
        { trigger: `${TEXT}:value('Half a thought')` },
        {
            content: "the list tells of the draft, too",
            trigger: `${TENT} .o_inbox_row_draft`,
        },
    ],
});

registry.category("web_tour.tours").add("social_inbox_screen_draft", {
    steps: () => [
        {
            content: "another browser has it",
            trigger: `${TEXT}:value('Half a thought')`,
        },
    ],
});

registry.category("web_tour.tours").add("social_inbox_screen_phone", {
    steps: () => [
        { trigger: ".o_inbox[data-stack='list'] .o_inbox_list" },
        ...ALLOWED,
        { trigger: ".o_inbox[data-stack='twist']:not(:has(.o_inbox_list:visible))" },
        { trigger: TEXT, run: `edit ${ANSWER}` },
        { trigger: ".o_inbox_send_now:enabled", run: "click" },
        { trigger: `${QUEUED}:contains('${ANSWER}')` },
        {
            content: "the details lie over the twist",
            trigger: ".o_inbox_details_toggle",
            run: "click",
        },
        {
            trigger: ".o_inbox_details:contains('Ana Customer')",
        },
        { trigger: ".o_inbox_details_back", run: "click" },
        {
            trigger: ".o_inbox:not(:has(.o_inbox_details:visible)) .o_inbox_back",
            run: "click",
        },
        { trigger: ".o_inbox[data-stack='list'] .o_inbox_phase", run: "click" },
        {
            content: "the list again, and another one of it",
            trigger: OTHER,
            run: "click",
        },
        { trigger: ".o_inbox_twist:has(h2:contains('Another')) .o_inbox_blocked" },
        {
            content: "all that can be done fits",
            trigger: ".o_inbox_tools",
            run({ anchor }) {
                anchor.querySelector(".o_inbox_next").textContent += " in other words";
                if (anchor.getBoundingClientRect().right > window.innerWidth) {
                    throw new Error("The toolbar is wider than the screen");
                }
            },
        },
        { trigger: ".o_inbox_back", run: "click" },
        { trigger: OTHER },
    ],
});
