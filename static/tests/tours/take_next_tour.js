import { registry } from "@web/core/registry";

function shown(name) {
    return `.o_inbox_twist:has(h2:contains('${name} question')):has(.o_social_bubble)`;
}

const MINE = ".o_inbox_toolbar [data-menu='assign']:contains('social_agent')";

registry.category("web_tour.tours").add("social_inbox_take_next", {
    steps: () => [
        {
            content: "the most urgent one becomes the agent's",
            trigger: ".o_inbox_list:contains('3 twists') .o_inbox_take",
            run: "click",
        },
        { trigger: shown("Urgent") },
        { content: "closed, and on to the next", trigger: MINE, run: "press c" },
        { content: "who waited longest", trigger: shown("Calm") },
        { content: "moved on, and on to the last", trigger: MINE, run: "press e" },
        { trigger: shown("Later") },
        { trigger: MINE, run: "press c" },
        {
            content: "what was shown already is not shown again",
            trigger: ".o_notification:contains('Nothing is left to take')",
        },
        { trigger: ".o_inbox[data-stack='list']", run: "press g" },
        { content: "by key: what waits comes again", trigger: shown("Calm") },
    ],
});
