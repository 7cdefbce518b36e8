import { registry } from "@web/core/registry";

const FIELDS = ["imap_host", "imap_port", "username", "address"];

function field(name, element = "input") {
    return `.o_field_widget[name='${name}'] ${element}`;
}

function edit(name, value, element = "input") {
    return { trigger: field(name, element), run: `edit ${value}` };
}

/** A mailbox is connected; what the server is called comes from the test. */
registry.category("web_tour.tours").add("social_inbox_channel", {
    steps: () => {
        const known = window.sessionStorage.getItem("social_inbox_server");
        const server = JSON.parse(known || "{}"); // empty while tours are looked up
        return [
            { trigger: "button:contains('Connect a Channel')", run: "click" },
            { trigger: "button[data-platform='mail']", run: "click" },
            {
                trigger: ".modal .o_field_widget[name='name'] input",
                run: "edit New Mailbox",
            },
            { trigger: ".modal button[name='action_next']", run: "click" },
            { trigger: ".o_form_view button[name='action_connect']" },
            ...FIELDS.map((name) => edit(`mail_${name}`, server[name])),
            edit("mail_password", "wrong"),
            {
                trigger: field("mail_ca_certificate", "textarea"),
                run: (helpers) => helpers.edit(server.ca_certificate),
            },
            { trigger: "button[name='action_test_connection']", run: "click" },
            {
                content: "the refusal is said in plain words",
                trigger: ".modal .modal-body:contains('password')",
            },
            { trigger: ".modal .modal-footer button", run: "click" },
            {
                content: "of a password only that it is set",
                trigger: field("mail_password", "input[type='password']"),
                run: ({ anchor }) => {
                    if (anchor.value.includes("wrong")) {
                        throw new Error("the password is shown");
                    }
                },
            },
            edit("mail_password", server.password),
            { trigger: "button[name='action_test_connection']", run: "click" },
            {
                trigger: ".o_notification:contains('The connection works')",
            },
            { trigger: "button[name='action_connect']", run: "click" },
            {
                trigger:
                    ".o_statusbar_status button[data-value='connected']" +
                    ".o_arrow_button_current",
            },
            { trigger: "button[name='action_fetch_now']", run: "click" },
            { trigger: ".o_notification:contains('Messages fetched: 2')" },
            {
                content: "the count on the form follows",
                trigger: "button[name='action_view_twists']:contains('2')",
            },
        ];
    },
});
