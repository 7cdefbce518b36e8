import { registry } from "@web/core/registry";

const IDEA = "article:contains('A hood over helmets')";
const VOTE = "form.o_social_vote button";

registry.category("web_tour.tours").add("social_inbox_community", {
    steps: () => [
        {
            content: "the account's home page leads to the ideas",
            trigger: "a[href='/ideas']:contains('Ideas')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "a vote is given on the list, without loading the page again",
            trigger: `${IDEA} ${VOTE}:not(.o_social_voted):contains('0')`,
            run: "click",
        },
        { trigger: `${IDEA} ${VOTE}.o_social_voted:contains('1')`, run: "click" },
        {
            content: "it was taken back, and is given again",
            trigger: `${IDEA} ${VOTE}:not(.o_social_voted):contains('0')`,
            run: "click",
        },
        { trigger: `${IDEA} ${VOTE}.o_social_voted:contains('1')` },
        { trigger: `${IDEA} h2 a`, run: "click", expectUnloadPage: true },
        {
            trigger: "textarea[name='text']",
            run: "edit I need that, too",
        },
        {
            trigger: "button:contains('Comment')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "others see a short name",
            trigger:
                ".o_social_comment:contains('Mia S.'):contains('I need that, too')",
        },
        {
            trigger: ".breadcrumb a[href='/ideas']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "a[href='/ideas/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "input[name='title']",
            run: "edit Helmets with a hood inside",
        },
        {
            content: "a similar idea is shown while the title is written",
            trigger: ".o_social_similar:contains('A hood over helmets')",
        },
        { trigger: "textarea[name='text']", run: "edit The other way round" },
        {
            trigger: "button[type='submit']:contains('Send')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is different: send it anyway",
            trigger: "button[name='different']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is among one's own",
            trigger:
                "article:contains('Helmets with a hood inside'):contains('Only you see it')",
        },
    ],
});
