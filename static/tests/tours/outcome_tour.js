import { registry } from "@web/core/registry";

const TENT = ".o_inbox_row[data-id]:contains('A leaking tent')";
const SCRIPT = ".o_inbox_detail_section[data-section='script']";

function choice(label) {
    return `${SCRIPT} .o_inbox_script_choices button:contains('${label}')`;
}

registry.category("web_tour.tours").add("social_inbox_outcome", {
    steps: () => [
        { trigger: TENT, run: "click" },
        {
            content: "the script begins with its first step",
            trigger: `${SCRIPT}:contains('Which order is it?')`,
        },
        {
            trigger: `${SCRIPT} .o_inbox_script_field input`,
            run: "edit S-12 && press Tab",
        },
        { trigger: choice("It is known"), run: "click" },
        { trigger: `${SCRIPT}:contains('Is it broken?')` },
        { trigger: `${SCRIPT} [data-tool='script_back']`, run: "click" },
        {
            content: "what was filled in is there",
            trigger: `${SCRIPT} .o_inbox_script_field input:value('S-12')`,
        },
        { trigger: choice("It is known"), run: "click" },
        { trigger: choice("Yes"), run: "click" },
        {
            content: "the outcome's dialog says what it will do",
            trigger: ".modal .o_field_widget[name='then']:contains('moves to Closed')",
        },
        {
            trigger: ".modal .o_field_widget[name='comment'] textarea",
            run: "edit A new pole comes. && press Tab",
        },
        {
            trigger:
                ".modal .o_field_widget[name='text'] textarea:value('Hello Ana, sorry. A new pole comes.')",
            run: "edit Hello Ana, we are sorry. A new pole comes.",
        },
        {
            trigger: ".modal button[name='action_apply']:contains('Send')",
            run: "click",
        },
        { trigger: ".o_social_result:contains('Sorry: done')" },
        { trigger: `body:not(:has(.modal)) .o_inbox_list:not(:has(${TENT}))` },
    ],
});

registry.category("web_tour.tours").add("social_inbox_outcome_menu", {
    steps: () => [
        { trigger: ".o_inbox_twist h2:contains('A leaking tent')" },
        { trigger: ".o_inbox_conversation", run: "press o" },
        {
            content: "what is not possible now says why",
            trigger:
                ".o_inbox_outcome.o_inbox_refused:contains('Idle'):contains('Order Number')",
        },
        { trigger: ".o_inbox_outcome:contains('Sorry'):contains('tags Complaint')" },
        { trigger: ".o_inbox_outcome:contains('Sorry')", run: "click" },
        { trigger: ".modal .o_form_view .o_field_widget[name='text']" },
        { trigger: ".modal button:contains('Cancel')", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_inbox_twist h2" },
        { trigger: ".o_inbox_composer textarea", run: "edit ::sor" },
        {
            trigger: ".o_inbox_suggestion[aria-selected='true']:contains('sorry')",
            run: "press Enter",
        },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        {
            content: "and it can be undone",
            trigger: ".o_social_result:contains('Sorry: done') button:contains('Undo')",
            run: "click",
        },
        { trigger: ".o_social_result:contains('1 undone')" },
    ],
});

const WARNING =
    ".modal .alert:contains('Nothing was sent yet'):contains('phone number')";
const TEXT = ".modal .o_field_widget[name='text'] textarea";

function write(comment) {
    return {
        trigger: ".modal .o_field_widget[name='comment'] textarea",
        run: `edit ${comment} && press Tab`,
    };
}

registry.category("web_tour.tours").add("social_inbox_outcome_guard", {
    steps: () => [
        { trigger: ".o_inbox_phase[data-phase='understand']", run: "click" },
        { trigger: TENT, run: "click" },
        { trigger: ".o_inbox_twist h2:contains('A leaking tent')" },
        { trigger: ".o_inbox_conversation", run: "press o" },
        { trigger: ".o_inbox_outcome:contains('Sorry')", run: "click" },
        write("Call +49 30 901820."),
        { trigger: `${TEXT}:value('Hello Ana, sorry. Call +49 30 901820.')` },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "the guard asks, with what was written", trigger: WARNING },
        { trigger: `${TEXT}:value('Hello Ana, sorry. Call +49 30 901820.')` },
        { trigger: ".modal button[name='action_send_anyway']", run: "click" },
        { trigger: ".o_social_result:contains('Sorry: done')" },
        { trigger: `body:not(:has(.modal)) ${TENT}`, run: "click" },
        {
            trigger: ".o_inbox_composer textarea",
            run: "edit ::sor",
        },
        {
            trigger: ".o_inbox_suggestion[aria-selected='true']:contains('sorry')",
            run: "press Enter",
        },
        write("Call +49 30 901820."),
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { trigger: WARNING },
        {
            content: "what it warns of can be taken out",
            trigger: TEXT,
            run: "edit Hello Ana, we call you.",
        },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { trigger: `body:not(:has(.modal)) ${TENT}`, run: "click" },
        { trigger: ".o_inbox_twist:contains('we call you')" },
    ],
});
