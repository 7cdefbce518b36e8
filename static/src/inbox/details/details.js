import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { shortDate } from "./dates";
import { detailProps } from "./details_hook";
import { MessageSection } from "./message_section";
import { PersonRecords } from "./person_records";
import { ScriptSection } from "../outcome/script_section";
import { Section } from "./section";
import { SenderSection } from "./sender_section";
import { TrainingSection } from "./training_section";
import { TwistSection } from "./twist_section";

/** The pane beside the conversation: sender, selected message, twist, and what else
 * is known of the person. Each part has a toolbar of its own. */
export class Details extends Component {
    static template = "social_inbox.Details";
    static components = {
        MessageSection,
        PersonRecords,
        ScriptSection,
        Section,
        SenderSection,
        TrainingSection,
        TwistSection,
    };
    static props = {
        ...detailProps,
        message: { type: [Object, { value: null }], optional: true },
        canRate: { type: Boolean, optional: true },
        onOpenTwist: Function,
        records: { optional: true }, // of the person; see PersonRecords
    };

    /** What each section gets. */
    get common() {
        const { twistId, details, actions, onAction, onChanged } = this.props;
        return { twistId, details, actions, onAction, onChanged };
    }

    get records() {
        const { props } = this;
        return "records" in props
            ? { ...this.common, records: props.records }
            : this.common;
    }

    get sender() {
        return this.props.details.sender;
    }

    get earlierNote() {
        const { earlier, earlier_count: count } = this.sender;
        return count > earlier.length ? _t("the newest of %s", count) : "";
    }

    shortDate(text) {
        return shortDate(text);
    }
}
