import { onPatched, onWillPatch } from "@odoo/owl";

const ROW = ".o_inbox_row";

/** Keeps the focus on the row that Tab leads to: a row that is moved within the page
 * would lose it.
 *
 * @param {{el: HTMLElement|null}} ref of the list
 * @returns {{want: () => void}} want: the row is focused once it is drawn
 */
export function useRowFocus(ref) {
    let isWanted = false;
    onWillPatch(() => {
        const { activeElement } = document;
        const isInside = ref.el?.contains(activeElement);
        isWanted ||= Boolean(isInside && activeElement.matches(ROW));
    });
    onPatched(() => {
        if (isWanted) {
            ref.el
                ?.querySelector(`${ROW}[tabindex='0']`)
                ?.focus({ preventScroll: true });
            isWanted = false;
        }
    });
    return { want: () => (isWanted = true) };
}
