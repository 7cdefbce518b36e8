import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { checkFileSize } from "@web/core/utils/files";

import { whyNotFiles } from "./limits";

const ROUTE = "/web/binary/upload_attachment";

/** Files on their way to drafts: each lands in the draft that it was begun for, also
 * when another twist, or another screen, is shown by then. */
export class Uploads {
    static make(services) {
        const uploads = reactive(new Uploads());
        uploads.setup(services);
        return uploads;
    }

    setup({ file_upload: service, notification, social_inbox_drafts: drafts }) {
        Object.assign(this, { service, notification, drafts, running: [] });
        service.bus.addEventListener("FILE_UPLOAD_LOADED", ({ detail }) =>
            this.onLoaded(detail.upload),
        );
        service.bus.addEventListener("FILE_UPLOAD_ERROR", ({ detail }) =>
            this.onError(detail.upload),
        );
    }

    of(draft) {
        return this.running.filter((one) => one.draft.key === draft.key);
    }

    /** @param {Object} limits as the server describes them; see `whyNotFiles` */
    async add(draft, files, limits) {
        for (const file of files) {
            if (this.isAccepted(draft, file, limits)) {
                const upload = await this.send(file);
                if (upload.state === "pending" || upload.state === "loading") {
                    this.running.push({ upload, draft, name: file.name });
                }
            }
        }
    }

    send(file) {
        return this.service.upload(ROUTE, [file], {
            buildFormData(data) {
                data.append("model", "social.draft");
                data.append("id", 0);
            },
            displayErrorNotification: false,
        });
    }

    isAccepted(draft, file, limits) {
        const { name, size, type: mimetype } = file;
        const running = this.of(draft).map((one) => ({ name: one.name, size: 0 }));
        const all = [...draft.files, ...running, { name, size, mimetype }];
        const refusal = whyNotFiles(all, limits);
        if (refusal) {
            this.complain(refusal);
            return false;
        }
        return checkFileSize(size, this.notification);
    }

    complain(text) {
        this.notification.add(text, { type: "danger" });
    }

    finish(upload) {
        const index = this.running.findIndex((one) => one.upload.id === upload.id);
        return index < 0 ? null : this.running.splice(index, 1)[0];
    }

    onLoaded(upload) {
        const mine = this.finish(upload);
        for (const file of mine ? JSON.parse(upload.xhr.responseText) : []) {
            if (file.error) {
                this.complain(_t("%(name)s: %(error)s", { name: mine.name, ...file }));
            } else {
                const { id, filename: name, mimetype, size } = file;
                const known = mine.draft.files;
                const files = [...known, { id, name, mimetype, size }];
                this.drafts.change(mine.draft, { files });
            }
        }
    }

    onError(upload) {
        const mine = this.finish(upload);
        if (mine && upload.state !== "abort") {
            this.complain(_t("%s could not be uploaded. Try again.", mine.name));
        }
    }
}

registry.category("services").add("social_inbox_uploads", {
    dependencies: ["file_upload", "notification", "social_inbox_drafts"],
    start: (env, services) => Uploads.make(services),
});
