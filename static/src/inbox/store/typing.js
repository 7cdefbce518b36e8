const TEXTS = "input:not([type=checkbox], [type=radio]), textarea, [contenteditable]";

/** Whether an element takes what is typed. */
export function isText(element) {
    return Boolean(element?.matches?.(TEXTS));
}

export function isTyping() {
    return isText(document.activeElement);
}
