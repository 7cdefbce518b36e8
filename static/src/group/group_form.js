import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

import { LiveModel, useLiveReload } from "../live/live_hook";

/** What became of a group answer, as it becomes it. */
export class GroupAnswerFormController extends FormController {
    setup() {
        super.setup();
        useLiveReload();
    }
}

registry.category("views").add("social_group_answer_form", {
    ...formView,
    Controller: GroupAnswerFormController,
    Model: LiveModel,
});
