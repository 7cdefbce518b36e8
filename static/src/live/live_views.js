import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

import { LiveModel, useLiveReload } from "./live_hook";
import { showMove } from "./moved";

export class TwistKanbanController extends KanbanController {
    setup() {
        super.setup();
        useLiveReload();
    }

    async onRecordSaved(record, changes) {
        await super.onRecordSaved(...arguments);
        await showMove(this, record, changes);
    }
}

export class TwistFormController extends FormController {
    async onRecordSaved(record, changes) {
        await super.onRecordSaved(...arguments);
        await showMove(this, record, changes);
    }
}

export class TwistListController extends ListController {
    setup() {
        super.setup();
        useLiveReload();
    }
}

const VIEWS = registry.category("views");

VIEWS.add("social_twist_kanban", {
    ...kanbanView,
    Controller: TwistKanbanController,
    Model: LiveModel,
});
VIEWS.add("social_twist_list", {
    ...listView,
    Controller: TwistListController,
    Model: LiveModel,
});
VIEWS.add("social_twist_form", { ...formView, Controller: TwistFormController });
