import { describe, expect, press, queryAll, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";

import {
    defineInboxModels,
    file,
    message,
    note,
    openTwist,
} from "./conversation_helpers";

describe.current.tags("desktop");
defineInboxModels();

const PNG = file({
    name: "tent.png",
    mimetype: "image/png",
    preview: "image",
    size: 2048,
});
const PDF = file({ name: "bill.pdf", mimetype: "application/pdf", preview: "pdf" });
const ZIP = file({ name: "log.zip", mimetype: "application/zip", size: 3145728 });

test("each file has its name, its size and its download", async () => {
    await openTwist([message({ attachments: [PNG, ZIP] })]);
    expect(".o_social_file").toHaveCount(2);
    expect(".o_social_file:first").toHaveText(/tent.png.*2 KB/s);
    expect(".o_social_file:last").toHaveText(/log.zip.*3(\.0)? MB/s);
    expect(".o_social_file:last a").toHaveAttribute("href", ZIP.download_url);
    expect(".o_social_file:last button").toHaveCount(0);
});

test("a picture is shown small", async () => {
    await openTwist([message({ attachments: [PNG] })]);
    expect(".o_social_file img").toHaveAttribute("alt", "tent.png");
    expect(".o_social_file img").toHaveAttribute("data-src", `${PNG.url}/320x240`);
});

test("film and sound have controls", async () => {
    await openTwist([
        message({
            attachments: [
                file({ mimetype: "video/mp4", preview: "video" }),
                file({ mimetype: "audio/ogg", preview: "audio" }),
            ],
        }),
    ]);
    expect(".o_social_file video[controls]").toHaveCount(1);
    expect(".o_social_file audio[controls]").toHaveCount(1);
});

test("only what the server calls harmless is shown", async () => {
    await openTwist([
        message({
            attachments: [
                file({ name: "a.svg", mimetype: "image/svg+xml" }),
                file({ name: "a.html", mimetype: "text/html" }),
            ],
        }),
    ]);
    expect(".o_social_file").toHaveCount(2);
    expect(".o_social_file img, .o_social_file button").toHaveCount(0);
});

test("the viewer leads by keys through all files of the conversation", async () => {
    const image = file({ name: "pole.png", mimetype: "image/png", preview: "image" });
    await openTwist(
        [
            message({ attachments: [PNG, ZIP] }),
            message({ attachments: [PDF], date: "2026-03-02 12:00:00" }),
        ],
        { notes: [note({ date: "2026-03-02 11:00:00", attachments: [image] })] },
    );
    await contains(".o_social_file_open[title='pole.png']").click();
    const names = [];
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight"]) {
        names.push(queryAll(".o-FileViewer-header .text-truncate")[0].textContent);
        await press(key);
        await animationFrame();
    }
    expect(names).toEqual(["pole.png", "bill.pdf", "tent.png"]);
    await press("Escape");
    await animationFrame();
    expect(".o-FileViewer").toHaveCount(0);
});
