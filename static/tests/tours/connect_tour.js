import { registry } from "@web/core/registry";

const CONNECT = "button[name='action_connect']:visible";
const CONNECTED = "button[name='action_fetch_now']:visible"; // else there is none

function field(name) {
    return `.o_field_widget[name='${name}'] input`;
}

function edit(name, value) {
    return { trigger: field(name), run: `edit ${value}` };
}

/** What is refused is said in a dialog, which is closed. */
function refused(...words) {
    const said = words.map((one) => `:contains('${one}')`).join("");
    return [
        { trigger: `.modal .modal-body${said}` },
        { trigger: ".modal .modal-footer button", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ];
}

/** A channel from choosing its platform to being connected; where the other system is
 * comes from the test. */
registry.category("web_tour.tours").add("social_inbox_connect", {
    steps: () => {
        const known = window.sessionStorage.getItem("social_inbox_forum");
        const { url, secret } = JSON.parse(known || "{}"); // empty while looked up
        return [
            { trigger: "button:contains('Connect a Channel')", run: "click" },
            {
                content: "nothing is made before a platform is chosen",
                trigger: ".modal-footer:not(:has(button[name='action_next']:visible))",
            },
            { trigger: "[data-platform='webhook']", run: "click" },
            {
                trigger: `.modal ${field("name")}`,
                run: "edit Our Forum",
            },
            { trigger: "button[name='action_next']", run: "click" },
            {
                content: "what to do there, and what to tell it",
                trigger: ".o_field_widget[name='steps']:contains('random secret')",
            },
            { trigger: ".o_field_widget[name='webhook_url']:contains('webhook/')" },
            { content: "a secret is needed", trigger: CONNECT, run: "click" },
            { trigger: ".o_notification:contains('required')" },
            edit("webhook_secret", "short"),
            { trigger: CONNECT, run: "click" },
            ...refused("16 characters or more"),
            edit("webhook_secret", "another-long-secret"),
            edit("webhook_reply_url", url),
            { trigger: CONNECT, run: "click" },
            ...refused("Webhook"),
            edit("webhook_secret", secret),
            { trigger: CONNECT, run: "click" },
            { trigger: CONNECTED },
        ];
    },
});

registry.category("web_tour.tours").add("social_inbox_connected", {
    steps: () => [
        {
            content: "one message waits",
            trigger: ".o_kanban_record:contains('Our Forum'), td:contains('Our Forum')",
            run: "click",
        },
        { trigger: "button[name='action_fetch_now']", run: "click" },
        { trigger: ".o_notification:contains('Messages fetched')" },
    ],
});

registry.category("web_tour.tours").add("social_inbox_first_message", {
    steps: () => [
        { trigger: ".o_inbox_row[data-id]:contains('Ana'):contains('my tent')" },
    ],
});
