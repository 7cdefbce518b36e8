import { Component } from "@odoo/owl";
import { FileModel } from "@web/core/file_viewer/file_model";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";

const ICONS = { pdf: "fa-file-pdf-o", video: "fa-file-video-o", audio: "fa-volume-up" };

/** A file for Odoo's viewer. How it may be shown is the server's word, not the
 * mimetype's: the viewer would also show SVG and HTML. */
class ViewerFile extends FileModel {
    preview = "";

    get isImage() {
        return this.preview === "image";
    }

    get isPdf() {
        return this.preview === "pdf";
    }

    get isVideo() {
        return ["video", "audio"].includes(this.preview);
    }

    get isText() {
        return false;
    }
}

/** Those of a conversation's files that can be looked at. */
export function viewerFiles(attachments) {
    return attachments
        .filter(({ preview }) => preview)
        .map(({ id, name, mimetype, preview }) =>
            Object.assign(new ViewerFile(), { id, name, mimetype, preview }),
        );
}

/** The files of a message or a note: pictures and PDF open over the screen, sound and
 * film play here, all can be downloaded. */
export class Files extends Component {
    static template = "social_inbox.Files";
    static props = { attachments: Array, onOpenFile: Function };

    opens({ preview }) {
        return ["image", "pdf"].includes(preview);
    }

    icon({ preview }) {
        return ICONS[preview] || "fa-file-o";
    }

    thumbnail({ url }) {
        return `${url}/320x240`;
    }

    size({ size }) {
        const kilobytes = size / 1024;
        return kilobytes < 1024
            ? _t("%s KB", formatFloat(kilobytes, { digits: [0, 0] }))
            : _t("%s MB", formatFloat(kilobytes / 1024, { digits: [0, 1] }));
    }

    downloadTitle({ name }) {
        return _t("Download %s", name);
    }
}
