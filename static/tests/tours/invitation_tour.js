import { registry } from "@web/core/registry";

const TOURS = registry.category("web_tour.tours");
const IDEA = "article:contains('A hood over helmets')";
const VOTE = "form.o_social_vote button";
const PASSWORD = "a long password 7";
const TRACE = ["Invited", "Opened the Page", "Signed Up", "Joined", "Voted for"];

TOURS.add("social_inbox_invite", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains('A leaking tent')",
            run: "click",
        },
        {
            isActive: ["mobile"],
            trigger: ".o_statusbar_buttons button[title='More']",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "a sheet that still moves loses clicks",
            trigger: ".o_bottom_sheet_snapping button[name='action_invite']",
            run: "click",
        },
        {
            isActive: ["desktop"],
            trigger: "button[name='action_invite']",
            run: "click",
        },
        {
            content: "whom it goes to is said",
            trigger: ".modal .o_field_widget[name='recipient']:contains('Ana')",
        },
        {
            content: "the text must keep its link",
            trigger: ".modal .o_field_widget[name='text'] textarea",
            run: "edit Come and join us, {name}",
        },
        { trigger: ".modal button[name='action_invite']", run: "click" },
        {
            trigger: ".modal:contains('Put {link} back into the text')",
        },
        {
            trigger: ".modal:contains('Put {link} back') .modal-footer button:first",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='text'] textarea",
            run: "edit Come and join us, {name}: {link} && press Tab",
        },
        {
            content: "the preview says what is sent, without the link itself",
            trigger:
                ".modal .o_field_widget[name='preview']:contains('us, Ana Customer:'):contains('***')",
        },
        { trigger: ".modal button[name='action_invite']", run: "click" },
        { trigger: ".o_notification:contains('1 invited')" },
        {
            trigger: ".o_social_outbound .o_social_body:contains('Come and join us')",
        },
        { trigger: ".o_field_widget[name='opt_in']:contains('Invited')" },
    ],
});

TOURS.add("social_inbox_join", {
    steps: () => [
        { trigger: "h1:contains('invites you to its community')" },
        {
            trigger: "button:contains('Join')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the account is for the author's own person",
            trigger: "input[name='name']:value('Ana Customer')",
        },
        { trigger: "input[name='login']", run: "edit ana@customer.example" },
        { trigger: "input[name='password']", run: `edit ${PASSWORD}` },
        { trigger: "input[name='confirm_password']", run: `edit ${PASSWORD}` },
        {
            trigger: "button:contains('Sign up')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the community, where there is something to vote on",
            trigger: `${IDEA} ${VOTE}:not(.o_social_voted):contains('0')`,
            run: "click",
        },
        { trigger: `${IDEA} ${VOTE}.o_social_voted:contains('1')` },
    ],
});

TOURS.add("social_inbox_decline", {
    steps: () => [
        {
            trigger: "a:contains('No, thank you')",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "textarea[name='reason']", run: "edit No time" },
        { trigger: "input[name='is_final']", run: "click" },
        {
            trigger: "button:contains('Decline the invitation')",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "h1:contains('Thank you for telling us')" },
    ],
});

TOURS.add("social_inbox_joined", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains('A leaking tent')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='opt_in']:contains('Successful')",
        },
        {
            isActive: ["desktop"],
            trigger: ".o_form_view:not(:has(button[name='action_invite']))",
        },
        {
            trigger: ".o_field_widget[name='profile_id'] a",
            run: "click",
        },
        { trigger: ".o_notebook a:contains('Community')", run: "click" },
        ...TRACE.map((kind) => ({
            trigger: `.o_field_widget[name='trace_ids'] .o_data_row:contains('${kind}')`,
        })),
    ],
});
