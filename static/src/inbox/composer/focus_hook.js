import { onPatched, onWillPatch, useEffect } from "@odoo/owl";

const PLACE = ".o_inbox_text, .o_inbox_template";

/** Where one types: the text, or the choice of approved texts in its place.
 *
 * @param {Object} root ref of the composer
 * @param {() => number} getToken another number: it is to be typed in
 * @returns {() => void} puts the keyboard there
 */
export function useFocus(root, getToken) {
    let wasInside = false;

    function focus() {
        Promise.resolve().then(() => root.el?.querySelector(PLACE)?.focus());
    }
    useEffect(
        (token) => token && focus(),
        () => [getToken()],
    );
    onWillPatch(() => {
        wasInside = Boolean(root.el?.querySelector(":focus"));
    });
    onPatched(() => {
        if (wasInside && document.activeElement === document.body) {
            focus(); // another part has taken the place of what was typed in
        }
    });
    return focus;
}
