import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { formatCount } from "../result/count";

/** Whom a group answer reaches, whom not and why, and how some of them read it. */
export class GroupPlanField extends Component {
    static template = "social_inbox.GroupPlanField";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ place: 0 });
        this.formatCount = formatCount;
    }

    get plan() {
        return this.props.record.data[this.props.name];
    }

    get readyText() {
        const { ready, total } = this.plan;
        return _t("%(ready)s of %(total)s can be answered", {
            ready: formatCount(ready),
            total: formatCount(total),
        });
    }

    get place() {
        return Math.min(this.state.place, this.plan.previews.length - 1);
    }

    get preview() {
        return this.plan.previews[this.place];
    }

    get placeText() {
        return _t("%(place)s of %(count)s", {
            place: this.place + 1,
            count: this.plan.previews.length,
        });
    }

    move(step) {
        const { length } = this.plan.previews;
        this.state.place = (this.place + step + length) % length;
    }

    lengthText({ longest, limit }) {
        if (!limit) {
            return _t("%s characters", formatCount(longest));
        }
        return _t("%(length)s of %(limit)s characters", {
            length: formatCount(longest),
            limit: formatCount(limit),
        });
    }
}

registry.category("fields").add("social_group_plan", {
    component: GroupPlanField,
    supportedTypes: ["json"],
});
