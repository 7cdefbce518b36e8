import { useComponent } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

const METHODS = {
    assign_person: "action_assign_person",
    invite: "action_invite",
    create_ticket: "action_create_ticket",
    link_ticket: "action_link_ticket",
    create_idea: "action_create_idea",
    link_idea: "action_link_idea",
    block_author: "action_block_author",
    unblock_author: "action_unblock_author",
};

const QUESTIONS = {
    block_author: {
        title: _t("Block this author?"),
        body: _t(
            "Whatever this author sends from now on arrives as spam. This twist becomes spam, too. You can unblock the author later.",
        ),
        confirmLabel: _t("Block"),
    },
    unlink_person: {
        title: _t("Unlink the person?"),
        body: _t(
            "All twists of this author are nobody's then, and open invitations to the community end.",
        ),
        confirmLabel: _t("Unlink"),
    },
};

/** What the toolbars do; for components with the props of the pane.
 *
 * @returns {{run: Function, open: Function}}
 */
export function useDetailActions() {
    const component = useComponent();
    const orm = useService("orm");
    const action = useService("action");
    const dialog = useService("dialog");

    function ask(name) {
        return new Promise((resolve) => {
            dialog.add(
                ConfirmationDialog,
                {
                    ...QUESTIONS[name],
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) },
            );
        });
    }

    function call(name, { twistId, details }, params) {
        if (name === "write") {
            return orm.write("social.twist", [twistId], params);
        }
        if (name === "unlink_person") {
            const profile = details.sender.profile.id;
            return orm.call("social.profile", "action_unlink_person", [profile]);
        }
        if (name === "spam" || name === "not_spam") {
            return orm.call("social.message", `action_${name}`, [params.message_id]);
        }
        const context = {};
        if (params.partner_id) {
            context.default_partner_id = params.partner_id;
        }
        return orm.call("social.twist", METHODS[name], [twistId], { context });
    }

    /** Do it, after a question where it is not easily taken back. The owner of the
     * pane may do it itself: then its onAction answers true. */
    async function run(name, params = {}) {
        const { props } = component;
        if (props.actions[name]?.why_not || (QUESTIONS[name] && !(await ask(name)))) {
            return;
        }
        if (await props.onAction?.(name, params)) {
            return;
        }
        const result = await call(name, props, params);
        if (result?.target === "new") {
            await action.doAction(result, { onClose: () => props.onChanged() });
            return;
        }
        if (result?.type) {
            await action.doAction(result);
        }
        props.onChanged();
    }

    /** Show a record above the inbox, which stays as it is.
     *
     * @param {Function} [onClosed] what else is to be done afterwards
     */
    function open(resModel, resId, title, onClosed = () => {}) {
        const { onChanged } = component.props;
        const onClose = () => {
            onChanged();
            onClosed();
        };
        dialog.add(FormViewDialog, { resModel, resId, title }, { onClose });
    }

    return { run, open };
}

/** The props that the pane and its sections have in common. */
export const detailProps = {
    twistId: Number,
    details: Object,
    actions: Object,
    onAction: { type: Function, optional: true },
    onChanged: Function,
};
