import { describe, expect, queryAllTexts, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, makeServerError, onRpc } from "@web/../tests/web_test_helpers";

import {
    answer,
    defineInboxModels,
    message,
    openTwist,
    stepDecisions,
} from "./conversation_helpers";

describe.current.tags("desktop");
defineInboxModels();

const BUBBLE = ".o_social_bubble";
const ITEM = ".o-dropdown-item";
const MODERATIONS = [
    { code: "hide", label: "Hide" },
    { code: "like", label: "Like" },
    { code: "block", label: "Block the Author" },
];

async function openMenu() {
    await contains(`${BUBBLE}:last .o_social_bubble_menu`).click();
    await animationFrame();
}

test("what the platform can do is in the menu, apart from what is ours", async () => {
    await openTwist([message({ moderations: MODERATIONS })]);
    await openMenu();
    expect(queryAllTexts(ITEM).slice(-3)).toEqual(["Hide", "Like", "Block the Author"]);
    expect(".dropdown-header").toHaveText("On the platform");
});

test("hiding happens at a click", async () => {
    const one = message({ moderations: MODERATIONS });
    await openTwist([one]);
    stepDecisions(expect.step);
    await openMenu();
    await contains(`${ITEM}:contains(Hide)`).click();
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([`moderate ${one.id}`]);
});

for (const [code, label] of [
    ["block", "Block the Author"],
    ["delete", "Delete"],
]) {
    test(`${code} is asked for first`, async () => {
        const one = message({ moderations: [{ code, label }] });
        await openTwist([one]);
        const asked = [];
        onRpc("social.message", "moderate", ({ args }) => {
            asked.push(args);
            return true;
        });
        await openMenu();
        await contains(`${ITEM}:contains(${label}):last`).click();
        await animationFrame();
        expect(".modal-title").toHaveText(label);
        expect(".modal-body").toHaveText(/cannot be undone here/);
        await contains(".modal-footer .btn-secondary").click();
        expect(asked).toEqual([]);
        await openMenu();
        await contains(`${ITEM}:contains(${label}):last`).click();
        await animationFrame();
        await contains(".modal-footer .btn-primary").click();
        expect(asked).toEqual([[[one.id], code]]);
    });
}

test("an answer of ours has a menu only where there is something to do", async () => {
    await openTwist([answer()]);
    expect(".o_social_bubble_menu").toHaveCount(0);
});

test("an answer of ours can be deleted there", async () => {
    await openTwist([answer({ moderations: [{ code: "delete", label: "Delete" }] })]);
    await openMenu();
    expect(queryAllTexts(ITEM)).toEqual(["Delete"]);
});

test("what the platform refuses is said", async () => {
    expect.errors(1);
    await openTwist([message({ moderations: MODERATIONS })]);
    onRpc("social.message", "moderate", () => {
        throw makeServerError({ message: "The platform cannot do that here." });
    });
    await openMenu();
    await contains(`${ITEM}:contains(Hide)`).click();
    await animationFrame();
    await animationFrame();
    expect(".modal-body").toHaveText(/cannot do that here/);
    expect.verifyErrors([/cannot do that here/]);
});

test("hidden and liked are marked", async () => {
    await openTwist([message({ hidden: true, liked: true }), message()]);
    expect(`${BUBBLE}:first`).toHaveClass("o_social_hidden");
    expect(`${BUBBLE}:first .badge`).toHaveText("Hidden on the platform");
    expect(`${BUBBLE}:first .fa-thumbs-up`).toHaveAttribute("title", "Liked by us");
    expect(`${BUBBLE}:last .badge`).toHaveCount(0);
    expect(`${BUBBLE}:last .fa-thumbs-up`).toHaveCount(0);
});

test("of an excerpt the rest is one click away", async () => {
    const url = "https://platform.example/1";
    await openTwist([
        message({ is_partial: true, url }),
        message({ is_partial: true }),
        message(),
    ]);
    expect(".o_social_excerpt").toHaveCount(2);
    expect(".o_social_excerpt:first a").toHaveAttribute("href", url);
    expect(".o_social_excerpt:last a").toHaveCount(0);
    expect(`${BUBBLE}:first .o_social_original`).toHaveAttribute("href", url);
});

test("a post that is no message of ours stands above all of them", async () => {
    const writer = { id: 0, name: "The Shop", handle: "", image: "" };
    const picture = "<p><img data-src='https://platform.example/tent.jpg' alt=''></p>";
    const post = {
        ...message({ author: writer, user: writer, direction: "outbound" }),
        id: 0,
        body: `Our new tents${picture}`,
        url: "https://platform.example/p-1",
    };
    await openTwist([message()], { post });
    expect(".o_social_post").toHaveText(/Our new tents/);
    expect(".o_social_post").toHaveText(/The Shop/);
    expect(".o_social_post").not.toHaveAttribute("data-message");
    expect(".o_social_post img").not.toHaveAttribute("src");
    await contains(".o_social_post button:contains(Show pictures)").click();
    await animationFrame();
    expect(".o_social_post img").toHaveAttribute(
        "src",
        "https://platform.example/tent.jpg",
    );
});

test("what the platform says of an answer's way", async () => {
    await openTwist([answer({ state_label: "Read" })]);
    expect(".o_social_delivery").toHaveText("Read");
});
