import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { humanSize } from "@web/core/utils/binary";

import { whyNotFiles } from "./limits";

/** Files that are chosen, dropped or pasted into a composer. */
export function useFiles(composer) {
    const uploads = useState(useService("social_inbox_uploads"));
    const state = useState({ isOver: false });

    function add(files, ev) {
        if (files?.length && composer.isWriting) {
            ev?.preventDefault();
            uploads.add(composer.draft, [...files], composer.facts.limits);
        }
        state.isOver = false;
    }

    return {
        state,
        add,
        /** The file dialog, or why there is none. */
        choose() {
            const refusal = whyNotFiles([{ name: "" }], composer.facts.limits);
            return refusal ? uploads.complain(refusal) : composer.input.el.click();
        },
        of: (draft) => uploads.of(draft),
        onChosen({ target }) {
            add(target.files);
            target.value = "";
        },
        onDragover(ev) {
            if (ev.dataTransfer?.types.includes("Files")) {
                ev.preventDefault();
                state.isOver = composer.isWriting;
            }
        },
        remove(draft, id) {
            const files = draft.files.filter((file) => file.id !== id);
            composer.drafts.change(draft, { files });
        },
    };
}

/** The files of a draft, and those on their way. */
export class Files extends Component {
    static template = "social_inbox.ComposerFiles";
    static props = { files: Array, uploads: Array, onRemove: Function };

    size(file) {
        return humanSize(file.size);
    }

    percent({ upload }) {
        return Math.round(upload.progress * 100);
    }
}
