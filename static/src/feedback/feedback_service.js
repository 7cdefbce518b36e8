import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const EVENT = "social_inbox/feedback_wanted";

/** Whoever closed a ticket or finished an idea is asked at once what its authors are
 * told; in the tab that is looked at, whatever screen it was done on. */
export const feedbackService = {
    dependencies: ["action", "bus_service", "notification", "orm"],

    start(env, { action, bus_service: bus, notification, orm }) {
        function reload() {
            return action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
        }

        async function ask({ model, ids }) {
            if (document.hidden) {
                return;
            }
            const records = await orm.read(model, ids, ["display_name"]);
            const names = records.map((record) => record.display_name).join(", ");
            const close = notification.add(
                _t("Authors wait to hear what came of it. Tell them now?"),
                {
                    title: names,
                    type: "warning",
                    sticky: true,
                    className: "o_social_feedback_wanted",
                    buttons: [
                        {
                            name: _t("Write Feedback"),
                            primary: true,
                            onClick: async () => {
                                close();
                                const dialog = await orm.call(
                                    model,
                                    "action_write_feedback",
                                    [ids],
                                );
                                await action.doAction(dialog, { onClose: reload });
                            },
                        },
                    ],
                },
            );
        }

        bus.subscribe(EVENT, ask);
        bus.start();
    },
};

registry.category("services").add("social_inbox_feedback", feedbackService);
