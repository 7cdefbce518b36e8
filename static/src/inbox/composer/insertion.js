/** What was picked stands where it was looked for, the caret behind it; the draft
 * remembers which ready answers it used and whom it mentions.
 *
 * @param {import("./composer").Composer} composer
 * @param {{kind: string, id: number, name: string, insert: string, outcome?: number}}
 *  item an outcome opens its dialog instead
 */
export function insertPicked(composer, item, start, end) {
    const { el } = composer.text;
    if (item.outcome) {
        el.setRangeText("", start, end, "end");
        composer.change({ body: el.value });
        composer.props.onOutcome?.(item.outcome);
        return;
    }
    el.setRangeText(item.insert, start, end, "end");
    const { answers, colleagues } = composer.draft;
    const used =
        item.kind === "ready"
            ? { answers: [...new Set([...answers, item.id])] }
            : { colleagues: [...colleagues, { id: item.id, name: item.name }] };
    composer.change({ body: el.value, ...used });
    el.focus();
}
