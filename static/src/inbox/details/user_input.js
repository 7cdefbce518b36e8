import { Component } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const LIMIT = 8;

/** Who works on the twist: searched by name, taken by oneself, or nobody. */
export class UserInput extends Component {
    static template = "social_inbox.UserInput";
    static components = { AutoComplete };
    static props = {
        user: [Object, { value: false }],
        domain: Array,
        onChosen: Function,
    };

    setup() {
        this.orm = useService("orm");
    }

    get isMine() {
        return this.props.user && this.props.user.id === user.userId;
    }

    get sources() {
        return [{ options: (term) => this.search(term) }];
    }

    /** What stands in the field is the name of whoever has it: then all are shown. */
    async search(term) {
        const { user: current, domain } = this.props;
        const found = await this.orm.call("res.users", "name_search", [], {
            name: current && term === current.name ? "" : term.trim(),
            domain,
            limit: LIMIT,
        });
        const options = found.map(([id, label]) => ({
            label,
            onSelect: () => this.props.onChosen(id),
        }));
        if (current) {
            const label = _t("Nobody");
            options.push({ label, onSelect: () => this.props.onChosen(false) });
        }
        return options;
    }

    takeIt() {
        this.props.onChosen(user.userId);
    }
}
