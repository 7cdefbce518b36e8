import { describe, expect, queryFirst, queryOne, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";

import { answer, defineInboxModels, message, openTwist } from "./conversation_helpers";

describe.current.tags("desktop");
defineInboxModels();

const BUBBLE = ".o_social_bubble";
const PICTURE = "<p>Look: <img data-src='https://a.example/a.png' alt=''></p>";

test("the body is shown as HTML, made safe by the server", async () => {
    await openTwist([message({ body: "<p>It <b>rained</b> in.</p>" })]);
    expect(`${BUBBLE} .o_social_body b`).toHaveText("rained");
});

test("names and errors are text, whatever they hold", async () => {
    const name = "<img src=x class=evil>";
    await openTwist([
        answer({ author: { id: 1, name, handle: name }, error: name, state: "failed" }),
        message({ author: { id: 1, name, handle: name }, subject: name }),
    ]);
    expect(".evil").toHaveCount(0);
    expect(`${BUBBLE}:last header strong`).toHaveText(name);
});

test("whom a mail went to is said where it is not only us", async () => {
    await openTwist([
        message({ recipients: ["shop@shop.example", "bo@customer.example"] }),
        message({ recipients: ["shop@shop.example"] }),
        message(),
    ]);
    expect(".o_social_recipients").toHaveCount(1);
    expect(`${BUBBLE}:first .o_social_recipients`).toHaveText(
        "To: shop@shop.example, bo@customer.example",
    );
});

test("a quotation is folded", async () => {
    await openTwist([message({ quote: "<p>What we wrote.</p>" })]);
    expect("blockquote").toHaveCount(0);
    await contains(".o_social_quote_toggle").click();
    expect("blockquote").toHaveText("What we wrote.");
    expect(".o_social_quote_toggle").toHaveAttribute("aria-expanded", "true");
    await contains(".o_social_quote_toggle").click();
    expect("blockquote").toHaveCount(0);
});

test("remote pictures are loaded only on a click, and stay", async () => {
    await openTwist([message({ body: PICTURE })]);
    expect(`${BUBBLE} img`).not.toHaveAttribute("src");
    await contains("button:contains(Show pictures)").click();
    await animationFrame();
    expect(`${BUBBLE} img`).toHaveAttribute("src", "https://a.example/a.png");
    expect("button:contains(Show pictures)").toHaveCount(0);
});

test("a picture at our own address is never loaded", async () => {
    const source = `${browser.location.origin}/web/session/logout`;
    const body = PICTURE.replace("https://a.example/a.png", source);
    await openTwist([message({ body, quote: "" })]);
    await contains("button:contains(Show pictures)").click();
    await animationFrame();
    expect(`${BUBBLE} img`).not.toHaveAttribute("src");
});

test("pictures of a quotation are shown with it", async () => {
    await openTwist([message({ quote: PICTURE })]);
    await contains(".o_social_quote_toggle").click();
    expect("blockquote img").not.toHaveAttribute("src");
    await contains("button:contains(Show pictures)").click();
    await animationFrame();
    expect("blockquote img").toHaveAttribute("src", "https://a.example/a.png");
});

test("no button where no picture waits", async () => {
    await openTwist([message()]);
    expect("button:contains(Show pictures)").toHaveCount(0);
});

test("machines, edits and deletions are named", async () => {
    await openTwist([
        message({ automatic: "Bounce" }),
        message({ edited: true, edited_date: "2026-03-02 10:05:00" }),
        message({ deleted: true, deleted_date: "2026-03-03 11:00:00" }),
    ]);
    expect(`${BUBBLE}:eq(0) .badge`).toHaveText("Bounce");
    expect(`${BUBBLE}:eq(1) header`).toHaveText(/edited/);
    expect(`${BUBBLE}:eq(2)`).toHaveClass("o_social_deleted");
    expect(`${BUBBLE}:eq(2) header`).toHaveText(/deleted on the platform/);
    expect(`${BUBBLE}:eq(1) span:contains(edited)`).toHaveAttribute("title", /March 2/);
    expect(`${BUBBLE}:eq(2) .text-danger`).toHaveAttribute("title", /March 3/);
});

test("direction and type are marked, for eyes and for ears", async () => {
    const type = { type: "Reaction", type_code: "reaction" };
    await openTwist([message(type), answer()]);
    expect(`${BUBBLE}:first .o_social_direction`).toHaveAttribute("title", "Inbound");
    expect(`${BUBBLE}:last .o_social_direction`).toHaveAttribute("title", "Outbound");
    expect(`${BUBBLE}:first .o_social_type`).toHaveText("Reaction");
    const label = queryFirst(BUBBLE)
        .getAttribute("aria-label")
        .replaceAll("\u202f", " ");
    expect(label).toMatch(/^Ana, \d+:\d\d( [AP]M)?, Inbound, Reaction$/);
});

test("the mark of the direction stands left of each message", async () => {
    await openTwist([message(), answer()]);
    for (const bubble of [`${BUBBLE}:first`, `${BUBBLE}:last`]) {
        const mark = queryOne(`${bubble} .o_social_direction`).getBoundingClientRect();
        const { left } = queryOne(bubble).getBoundingClientRect();
        expect(mark.right).toBeLessThan(left + 1);
    }
});

test("pictures of those we know", async () => {
    const image = "/web/image/res.partner/5/avatar_128";
    const author = { id: 1, name: "Ana", handle: "ana", image };
    await openTwist([message({ author }), message()]);
    expect(`${BUBBLE}:first .o_social_avatar`).toHaveAttribute("data-src", image);
    expect(`${BUBBLE}:last .o_social_avatar`).toHaveCount(0);
});

test("what is answered, unless it stands directly above", async () => {
    const [first, second] = [message(), message()];
    const parent = { id: first.id, preview: "It <b>rained</b> in.", author: "Ana" };
    await openTwist([first, answer({ parent }), second, answer({ parent })]);
    expect(".o_social_parent").toHaveCount(1);
    expect(`${BUBBLE}:last .o_social_parent`).toHaveText("Ana: It <b>rained</b> in.");
});

test("a very long text begins folded", async () => {
    const long = `<p style="height: 900px">Long</p><p><a href="#">link</a></p>`;
    await openTwist([message({ body: long }), message()]);
    await animationFrame();
    const height = () => queryFirst(".o_social_body").offsetHeight;
    expect(".o_social_show_all").toHaveCount(1);
    expect(height()).toBeWithin(590, 610);
    await contains(".o_social_show_all").click();
    expect(".o_social_show_all").toHaveText("Show less");
    expect(height()).toBeGreaterThan(890);
    await contains(".o_social_show_all").click();
    await animationFrame();
    expect(".o_social_show_all").toHaveText("Show all");
    queryFirst(".o_social_body a").focus();
    await animationFrame();
    expect(height()).toBeGreaterThan(890);
});
