import { registry } from "@web/core/registry";

function openCard(title) {
    return {
        trigger: `.o_kanban_record:contains('${title}')`,
        run: "click",
    };
}

const CREATE = {
    trigger: "button[name='action_create_idea']:contains('Create Idea')",
    run: "click",
};

registry.category("web_tour.tours").add("social_inbox_idea", {
    steps: () => [
        openCard("Warm gloves"),
        CREATE,
        {
            content: "the title is taken from the twist",
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Warm gloves",
        },
        {
            trigger: ".modal button[name='action_apply']:contains('Create')",
            run: "click",
        },
        { trigger: ".o_notification:contains('Idea “Warm gloves” created')" },
        {
            trigger:
                ".o_form_view:not(:has(.modal)) .breadcrumb-item a, .o_back_button",
            run: "click",
        },
        openCard("Hood and helmet"),
        CREATE,
        {
            content: "a similar idea is there: link to it instead",
            trigger: ".modal .o_social_similar button:contains('A hood over helmets')",
            run: "click",
        },
        { trigger: ".modal .o_social_similar button.active" },
        {
            trigger: ".modal button[name='action_apply']:contains('Link')",
            run: "click",
        },
        { trigger: ".o_notification:contains('Linked to the idea')" },
    ],
});
