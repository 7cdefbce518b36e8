import { registry } from "@web/core/registry";

const SCRIPT = ".o_inbox_detail_section[data-section='script']";
const ASSIGN = ".o_inbox_toolbar [data-menu='assign']";
const MENU = ".o-dropdown--menu";
const WAITING = ".o_social_outbound[data-state='waiting']";

function row(name) {
    return `.o_inbox_row[data-id]:contains('${name}')`;
}

function shown(name) {
    return `.o_inbox_twist:has(h2:contains('${name}')):has(.o_social_bubble)`;
}

function phase(code) {
    return { trigger: `.o_inbox_phase[data-phase='${code}']`, run: "click" };
}

function choose(label) {
    const trigger = `${SCRIPT} .o_inbox_script_choices button:contains('${label}')`;
    return { trigger, run: "click" };
}

/** These and no others. */
function listed(...names) {
    const count = names.length === 1 ? "1 twist" : `${names.length} twists`;
    const rows = names.map((name) => `:has(${row(name)})`).join("");
    return {
        content: `only ${names.join(", ")}`,
        trigger: `.o_inbox_list${rows}:has(.o_inbox_list_count:contains('${count}'))`,
        run({ anchor }) {
            const found = anchor.querySelectorAll(".o_inbox_row[data-id]");
            if (found.length !== names.length) {
                throw new Error(`There are ${found.length} twists`);
            }
        },
    };
}

/** A menu that is open offers these and no others. */
function offered(...labels) {
    return {
        content: `offered are ${labels.join(", ")}`,
        trigger: `${MENU}:contains('${labels[0]}')`,
        run({ anchor }) {
            const items = [...anchor.querySelectorAll(".o-dropdown-item")];
            const texts = items.map((one) => one.textContent.trim());
            if (texts.join() !== labels.join()) {
                throw new Error(`Offered are ${texts.join(", ")}`);
            }
        },
    };
}

function pick(label) {
    const trigger = `${MENU} .o-dropdown-item:contains('${label}')`;
    return { trigger, run: "click" };
}

/** A question of a scorecard is answered. */
function answer(question, name, label) {
    const line = `.o_field_widget[name='line_ids'] .o_data_row:contains('${question}')`;
    return [
        { trigger: `${line} td[name='${name}']`, run: "click" },
        { trigger: `${line} [name='${name}'] .o_select_menu_toggler`, run: "click" },
        { trigger: `.o_select_menu_item:contains('${label}')`, run: "click" },
        { trigger: `${line} [name='${name}'] input:value('${label}')` },
    ];
}

registry.category("web_tour.tours").add("social_inbox_campaign_agent", {
    steps: () => [
        listed("A leaking tent", "Wrong boots"),
        {
            content: "two campaigns of five",
            trigger: ".o_inbox_campaign",
            run: "click",
        },
        offered("All campaigns", "Returns", "Sale"),
        pick("Returns"),
        listed("Wrong boots"),
        { trigger: ".o_inbox_clear", run: "click" },
        listed("A leaking tent", "Wrong boots"),
        {
            content: "the most urgent one, by key",
            trigger: ".o_inbox_list",
            run: "press g",
        },
        { trigger: shown("A leaking tent") },
        { trigger: `${ASSIGN}:contains('X1')` },
        { trigger: `${SCRIPT}:contains('Which order is it?')` },
        {
            trigger: `${SCRIPT} .o_inbox_script_field input`,
            run: "edit S-12 && press Tab",
        },
        choose("It is known"),
        { trigger: `${SCRIPT}:contains('Is it broken?')` },
        choose("Yes"),
        {
            trigger: ".modal .o_field_widget[name='comment'] textarea",
            run: "edit A new pole comes. && press Tab",
        },
        {
            content: "answered and closed at once",
            trigger: ".modal .o_field_widget[name='then']:contains('moves to Closed')",
        },
        {
            trigger: ".modal button[name='action_apply']:contains('Send')",
            run: "click",
        },
        { trigger: ".o_social_result:contains('Sorry: done')" },
        { content: "and on to the next", trigger: shown("Wrong boots") },
        { trigger: `body:not(:has(.modal)) ${ASSIGN}:contains('X1')` },
        {
            content: "only one was taken",
            trigger: "body:not(:has(.o_notification:contains('Nothing is left')))",
        },
        listed("Wrong boots"),
    ],
});

registry.category("web_tour.tours").add("social_inbox_campaign_lead", {
    steps: () => [
        listed("Wrong boots"),
        { trigger: row("Wrong boots"), run: "click" },
        { trigger: `${shown("Wrong boots")} ${ASSIGN}:contains('X1')`, run: "click" },
        offered("Nobody", "Trainee", "X1", "X2", "Xlead"),
        pick("X2"),
        { trigger: `${ASSIGN}:contains('X2')` },
        phase("understand"),
        listed("A blue tent"),
        {
            content: "what waits is one click away",
            trigger: "[data-assignee='approval']:contains('1')",
            run: "click",
        },
        { trigger: row("A blue tent"), run: "click" },
        {
            trigger: `${shown("A blue tent")} ${WAITING}:contains('trainee')`,
        },
        { trigger: `${WAITING} [data-decision='approve']`, run: "click" },
        { trigger: ".o_social_outbound[data-state='queued']" },
    ],
});

registry.category("web_tour.tours").add("social_inbox_campaign_score", {
    steps: () => [
        {
            content: "what another company wrote is not there",
            trigger: ".o_list_view:not(:contains('theirs'))",
        },
        {
            trigger: ".o_data_row:contains('Hello Ana, sorry.') td[name='preview']",
            run: "click",
        },
        { trigger: "button[name='action_score']", run: "click" },
        { trigger: ".o_social_score_conversation:contains('A new pole comes.')" },
        ...answer("Right?", "answer", "Yes"),
        ...answer("Kind?", "grade", "3"),
        { trigger: "button[name='action_done']", run: "click" },
        {
            trigger:
                ".o_statusbar_status button[data-value='done'].o_arrow_button_current",
        },
        { trigger: ".o_field_widget[name='result']:contains('90')" },
    ],
});
