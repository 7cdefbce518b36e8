import { registry } from "@web/core/registry";

import { InboxActions } from "./inbox_actions";
import { InboxBulk } from "./inbox_bulk";
import { InboxStore } from "./inbox_store";
import { Snoozing } from "./snoozing";

/** The one owner of what the Social Inbox screen shows. It outlives the screen:
 * who comes back finds it where it was left. */
export const storeService = {
    dependencies: [
        "orm",
        "notification",
        "social_inbox_drafts",
        "social_inbox_presence",
        "social_inbox_announcer",
    ],
    start(env, services) {
        const store = InboxStore.make(env, {
            orm: services.orm,
            notification: services.notification,
            drafts: services.social_inbox_drafts,
            presence: services.social_inbox_presence,
            announcer: services.social_inbox_announcer,
        });
        store.act = new InboxActions(store);
        store.bulk = new InboxBulk(store);
        store.snoozing = new Snoozing(store);
        return store;
    },
};

registry.category("services").add("social_inbox_store", storeService);
