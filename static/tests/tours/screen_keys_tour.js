import { registry } from "@web/core/registry";

function row(number) {
    return `.o_inbox_row[data-id]:contains('Number ${number}')`;
}

/** The twist is shown, with what can be done. */
function shown(number) {
    return `.o_inbox_twist:has(h2:contains('Number ${number}')):has(.o_social_bubble)`;
}

function gone(number) {
    return `.o_inbox_list:not(:has(${row(number)}))`;
}

function press(key, trigger) {
    return { trigger, run: `press ${key}` };
}

/** As who has no mouse: on with Tab until it is there. */
async function tabTo(helpers, selector) {
    for (let turn = 0; turn < 60; turn++) {
        if (document.activeElement.matches(selector)) {
            return;
        }
        await helpers.press("Tab");
    }
    throw new Error(`Tab never comes to ${selector}`);
}

registry.category("web_tour.tours").add("social_inbox_screen_keys", {
    steps: () => [
        press("j", row("One")),
        press("s", shown("One")),
        { content: "spam leaves the list", trigger: gone("One") },
        press("i", shown("Two")),
        {
            content: "who has it stands in the toolbar",
            trigger: ".o_inbox_toolbar [data-menu='assign']:contains('social_agent')",
            run: "press e",
        },
        { content: "on, and the next one is shown", trigger: gone("Two") },
        press("c", shown("Three")),
        { trigger: gone("Three") },
        press("u", `.o_inbox:has(${row("Four")}.o_inbox_unread) ${shown("Four")}`),
        press("j", `${row("Four")}:not(.o_inbox_unread)`),
        press("u", `.o_inbox:has(${row("Five")}.o_inbox_unread) ${shown("Five")}`),
        {
            content: "unread again",
            ...press("u", `${row("Five")}:not(.o_inbox_unread)`),
        },
        press("j", `${row("Five")}.o_inbox_unread`),
        press("x", shown("Six")),
        press("j", `${row("Six")}.o_inbox_checked`),
        press("j", shown("Seven")),
        press("shift+x", shown("Eight")),
        { trigger: ".o_inbox_checked_count:contains('3')" },
        {
            content: "a key is for all that are checked",
            trigger: `.o_inbox:has(${row("Seven")}.o_inbox_checked)`,
            run: "press e",
        },
        { trigger: ".o_social_result:contains('3 moved to Understand')" },
        { trigger: gone("Seven") },
        { trigger: ".o_inbox[data-stack='list']", run: "press h" },
        {
            content: "the help names the keys; with it open they do nothing",
            trigger: ".modal .o_inbox_keys:contains('Next twist')",
            run: "press j",
        },
        { trigger: ".o_inbox[data-stack='list'] .o_inbox_list", run: "press Escape" },
        {
            content: "to another phase, with Tab and Enter",
            trigger: "body:not(:has(.modal))",
            run: async (helpers) => {
                await tabTo(helpers, ".o_inbox_phase[data-phase='understand']");
                await helpers.press("Enter");
            },
        },
        press("j", `.o_inbox_list[data-phase='understand'] ${row("Two")}`),
        press("3", shown("Two")),
        {
            content: "rated by a digit",
            trigger: ".o_social_bubble button[data-sentiment='bad'].o_social_chosen",
            run: "press j",
        },
        press("shift+e", shown("Six")),
        { content: "one phase back", trigger: gone("Six") },
        press("n", shown("Seven")),
        {
            content: "keys are letters while a note is written",
            trigger: ".o_inbox_composer_note textarea:focus",
            run: "press c",
        },
        { trigger: ".o_inbox_composer textarea:focus", run: "press Escape" },
        press("c", ".o_inbox:not(:has(textarea:focus))"),
        { trigger: gone("Seven") },
        press("escape", shown("Eight")),
        { trigger: ".o_inbox[data-stack='list']" },
    ],
});
