import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { humanSize } from "@web/core/utils/binary";

const NO_LIMITS = { files: 0, bytes: 0 };

/** Files that are chosen, dropped or pasted into a composer. */
export function useFiles(composer) {
    const uploads = useState(useService("social_inbox_uploads"));
    const state = useState({ isOver: false });

    function add(files, ev) {
        if (files?.length && !composer.isBlocked) {
            ev?.preventDefault();
            const limits = composer.isNote ? NO_LIMITS : composer.composer.limits;
            uploads.add(composer.draft, [...files], limits);
        }
        state.isOver = false;
    }

    return {
        state,
        add,
        of: (draft) => uploads.of(draft),
        onChosen({ target }) {
            add(target.files);
            target.value = "";
        },
        onDragover(ev) {
            if (ev.dataTransfer?.types.includes("Files")) {
                ev.preventDefault();
                state.isOver = !composer.isBlocked;
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
