import { Component, onMounted, useRef, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const LONG = 4000; // milliseconds

/** Opens a form at what the action that led to it names: a page of its notebook, or a
 * field, which is outlined for a while. */
export class OpenAt extends Component {
    static template = xml`<span t-ref="root" class="d-none" />`;
    static props = { ...standardWidgetProps };

    setup() {
        this.root = useRef("root");
        onMounted(() => this.show(this.props.record.context.social_open_at));
    }

    show(name) {
        const form = this.root.el.closest(".o_form_view");
        if (!name || !form) {
            return;
        }
        const page = form.querySelector(`.o_notebook_headers [name="${name}"]`);
        const field = form.querySelector(`.o_field_widget[name="${name}"]`);
        if (page) {
            page.click();
            page.scrollIntoView({ block: "center" });
        } else if (field) {
            field.scrollIntoView({ block: "center" });
            field.classList.add("o_social_shown_at");
            setTimeout(() => field.classList.remove("o_social_shown_at"), LONG);
        }
    }
}

registry.category("view_widgets").add("social_open_at", { component: OpenAt });
