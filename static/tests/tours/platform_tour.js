import { registry } from "@web/core/registry";

const TEXT = ".o_inbox_composer textarea";
const QUEUED = ".o_social_outbound[data-state='queued']";
const COMMENT = ".o_social_bubble:not(.o_social_outbound)";
const UNDERSTAND = {
    trigger: ".o_inbox_phase[data-phase='understand']",
    run: "click",
};
const BACK = { content: "back to the list", trigger: ".o_inbox_back", run: "click" };

function row(text) {
    return { trigger: `.o_inbox_row[data-id]:contains('${text}')`, run: "click" };
}

const ANSWERED_IN_PRIVATE = [
    row("Where is my tent?"),
    {
        content: "what it is a comment on stands above it",
        trigger: ".o_social_post:contains('Our new tents'):contains('The Shop')",
    },

    { trigger: TEXT, run: "edit We look for it at once." },
    { content: "280 in public", trigger: ".o_inbox_left:contains('257')" },
    { trigger: "label[for='o_inbox_visibility_private']", run: "click" },
    { trigger: ".o_inbox_only:contains('Only Ana sees it')" },
    { content: "1000 in private", trigger: ".o_inbox_left:contains('977')" },
    {
        content: "no files in private",
        trigger: ".o_inbox_attach.o_inbox_refused",
        run: "click",
    },
    { trigger: ".o_notification:contains('takes no files with this answer')" },
    { trigger: ".o_inbox_send_now:enabled", run: "click" },
    { trigger: `${QUEUED}:contains('We look for it')` },
];

const HIDDEN = [
    { trigger: `${COMMENT} .o_social_bubble_menu`, run: "click" },
    { trigger: ".o-dropdown-item:contains('Hide')", run: "click" },
    { trigger: `${COMMENT}.o_social_hidden .badge:contains('Hidden')` },
];

const APPROVED = [
    row("May I send the poles back?"),
    { trigger: ".o_inbox_twist h2:contains('poles')" },
    { trigger: ".o_inbox_template", run: "selectByLabel hello (en)" },
    { trigger: "[data-gap='1']", run: "edit Ana" },
    { trigger: "[data-gap='2']", run: "edit the poles" },
    {
        trigger:
            ".o_inbox_template_preview:contains('Hello'):contains('Ana'):contains('the poles')",
    },
    { trigger: ".o_inbox_send_now:enabled", run: "click" },
    { trigger: `${QUEUED}:contains('Hello Ana, about the poles.')` },
];

const REFUSED = [
    row("A closed discussion"),
    { trigger: ".o_inbox_blocked:contains('The post is closed.')" },
    { trigger: ".o_inbox_open_there[href='https://fake.example/c-3']" },
    { trigger: ".o_social_excerpt:contains('Only an excerpt')" },
];

registry.category("web_tour.tours").add("social_inbox_platform", {
    steps: () => [
        UNDERSTAND,
        ...ANSWERED_IN_PRIVATE,
        ...HIDDEN,
        ...APPROVED,
        ...REFUSED,
    ],
});

registry.category("web_tour.tours").add("social_inbox_platform_phone", {
    steps: () => [
        UNDERSTAND,
        ...ANSWERED_IN_PRIVATE,
        ...HIDDEN,
        {
            content: "nothing is wider than the screen",
            trigger: ".o_inbox_composer",
            run({ anchor }) {
                if (anchor.scrollWidth > window.innerWidth) {
                    throw new Error("The composer is wider than the screen");
                }
            },
        },
        BACK,
        ...APPROVED,
        BACK,
        ...REFUSED,
    ],
});
