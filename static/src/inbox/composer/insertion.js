/** What was picked stands where it was looked for, the caret behind it; the draft
 * remembers which ready answers it used and whom it mentions.
 *
 * @param {import("./composer").Composer} composer
 * @param {{kind: string, id: number, name: string, insert: string}} item
 */
export function insertPicked(composer, item, start, end) {
    const { el } = composer.text;
    el.setRangeText(item.insert, start, end, "end");
    const { answers, colleagues } = composer.draft;
    const used =
        item.kind === "ready"
            ? { answers: [...new Set([...answers, item.id])] }
            : { colleagues: [...colleagues, { id: item.id, name: item.name }] };
    composer.change({ body: el.value, ...used });
    el.focus();
}
