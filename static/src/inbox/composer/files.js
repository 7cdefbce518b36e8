import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { humanSize } from "@web/core/utils/binary";
import { checkFileSize } from "@web/core/utils/files";

const ROUTE = "/web/binary/upload_attachment";

/** Uploads files for a draft; each lands in the draft that it was begun for.
 *
 * @param {(draft: Object, values: Object) => void} change
 * @param {() => {files: number, bytes: number}} getLimits
 */
export function useFiles(change, getLimits) {
    const service = useService("file_upload");
    const notification = useService("notification");
    const state = useState({ uploads: [] });

    function complain(text) {
        notification.add(text, { type: "danger" });
    }

    function isAccepted(draft, file) {
        const { files, bytes } = getLimits();
        const all = [...draft.files, file];
        if (files && all.length > files) {
            complain(_t("At most %s files are allowed.", files));
            return false;
        }
        if (bytes && all.reduce((sum, one) => sum + one.size, 0) > bytes) {
            const text = _t("%(name)s is too large: %(limit)s are allowed together.", {
                name: file.name,
                limit: humanSize(bytes),
            });
            complain(text);
            return false;
        }
        return checkFileSize(file.size, notification);
    }

    async function add(draft, files) {
        for (const file of files) {
            if (isAccepted(draft, file)) {
                const upload = await service.upload(ROUTE, [file], {
                    buildFormData(data) {
                        data.append("model", "social.draft");
                        data.append("id", 0);
                    },
                    displayErrorNotification: false,
                });
                if (upload.state === "pending" || upload.state === "loading") {
                    state.uploads.push({ upload, draft, name: file.name });
                }
            }
        }
    }

    function finish(upload) {
        const index = state.uploads.findIndex((one) => one.upload.id === upload.id);
        return index < 0 ? null : state.uploads.splice(index, 1)[0];
    }

    function onLoaded({ detail: { upload } }) {
        const mine = finish(upload);
        for (const file of mine ? JSON.parse(upload.xhr.responseText) : []) {
            if (file.error) {
                complain(_t("%(name)s: %(error)s", { name: mine.name, ...file }));
            } else {
                const { id, filename: name, mimetype, size } = file;
                const known = mine.draft.files;
                change(mine.draft, { files: [...known, { id, name, mimetype, size }] });
            }
        }
    }

    function onError({ detail: { upload } }) {
        const mine = finish(upload);
        if (mine && upload.state !== "abort") {
            complain(_t("%s could not be uploaded. Try again.", mine.name));
        }
    }

    useBus(service.bus, "FILE_UPLOAD_LOADED", onLoaded);
    useBus(service.bus, "FILE_UPLOAD_ERROR", onError);
    return {
        add,
        of: (draft) => state.uploads.filter((one) => one.draft.key === draft.key),
        remove(draft, id) {
            change(draft, { files: draft.files.filter((file) => file.id !== id) });
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
