import { Component, markup } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { fullDate, shortDate } from "./dates";
import { detailProps, useDetailActions } from "./details_hook";
import { FieldInput } from "./field_input";
import { Section, Tool } from "./section";
import { TagsInput } from "./tags_input";
import { UserInput } from "./user_input";

/** The twist: who works on it, its tags, and what came of it. */
export class TwistSection extends Component {
    static template = "social_inbox.TwistSection";
    static components = { FieldInput, Section, TagsInput, Tool, UserInput };
    static props = detailProps;

    setup() {
        Object.assign(this, useDetailActions());
    }

    get twist() {
        return this.props.details.twist;
    }

    get isHigh() {
        return this.twist.priority === "1";
    }

    get priorityLabel() {
        return this.isHigh ? _t("High priority") : _t("Mark as high priority");
    }

    get tools() {
        const names = [
            ["create_ticket", "fa-life-ring"],
            ["create_idea", "fa-lightbulb-o"],
        ];
        const known = names.filter(([name]) => this.props.actions[name]);
        return known.map(([name, icon]) => ({
            name,
            icon,
            ...this.props.actions[name],
        }));
    }

    /** The ticket and the idea, or how one is linked. */
    get links() {
        const { actions } = this.props;
        return [
            [_t("Ticket"), "ticket", "link_ticket"],
            [_t("Idea"), "idea", "link_idea"],
        ].map(([title, name, action]) => ({
            title,
            name,
            action,
            record: this.twist[name],
            tool: actions[action] && {
                label: this.twist[name] ? _t("Change") : _t("Link"),
                whyNot: actions[action].why_not,
            },
        }));
    }

    get feedback() {
        return markup(this.twist.feedback.html);
    }

    /** Who wrote it, where and when. */
    get feedbackFacts() {
        const { who, source, when } = this.twist.feedback;
        return [who, source, fullDate(when)].filter(Boolean).join(" · ");
    }

    get facts() {
        const { phase, phase_since, started, waiting_since } = this.twist;
        const { channel, campaign } = this.twist;
        const since = shortDate(phase_since);
        return [
            [_t("Phase"), _t("%(phase)s, since %(date)s", { phase, date: since })],
            [_t("Waiting since"), fullDate(waiting_since)],
            [_t("Started"), fullDate(started)],
            [_t("Channel"), channel],
            [_t("Campaign"), campaign],
            [_t("Reference"), this.twist.reference],
            ...this.twist.fields
                .filter(({ name }) => !name)
                .map(({ label, value }) => [label, value]),
        ].filter(([, value]) => value);
    }

    /** Extra fields that are filled in here; the others stand with the facts. */
    get inputs() {
        return this.twist.fields.filter(({ name }) => name);
    }

    togglePriority() {
        this.run("write", { priority: this.isHigh ? "0" : "1" });
    }

    openLinked({ model, id, name }) {
        this.open(model, id, name);
    }
}
