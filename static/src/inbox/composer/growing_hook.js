import { useEffect, useExternalListener } from "@odoo/owl";

const BORDER = 2; // pixels

/** A textarea as high as its text, within what the stylesheet allows. */
export function useGrowing(ref) {
    function resize() {
        if (ref.el) {
            ref.el.style.height = "auto";
            ref.el.style.height = `${ref.el.scrollHeight + BORDER}px`;
        }
    }
    useEffect(resize, () => [ref.el, ref.el?.value]); // measuring costs a layout
    useExternalListener(window, "resize", resize);
}
