import { registry } from "@web/core/registry";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

import { LiveModel, useLiveReload } from "./live_hook";

export class TwistKanbanController extends KanbanController {
    setup() {
        super.setup();
        useLiveReload();
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
