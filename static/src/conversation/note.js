import { Component, markup } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { fullTimeOf, timeOf } from "./dates";
import { Files } from "./files";

/** What a colleague wrote for colleagues: never leaves the house. */
export class Note extends Component {
    static template = "social_inbox.Note";
    static components = { Files };
    static props = { note: Object, onOpenFile: Function };

    get time() {
        return timeOf(this.props.note.date);
    }

    get fullTime() {
        return fullTimeOf(this.props.note.date);
    }

    get label() {
        return [this.props.note.author.name, this.time, _t("Note")].join(", ");
    }

    get body() {
        return markup(this.props.note.body);
    }
}
