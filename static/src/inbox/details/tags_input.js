import { Component } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const LIMIT = 8;

/** Tags that are put on and taken off in place; a new word becomes a tag. */
export class TagsInput extends Component {
    static template = "social_inbox.TagsInput";
    static components = { AutoComplete };
    static props = { tags: Array, onChanged: Function };

    setup() {
        this.orm = useService("orm");
    }

    get sources() {
        return [{ options: (term) => this.search(term) }];
    }

    async search(term) {
        const text = term.trim();
        const chosen = this.props.tags.map((tag) => tag.id);
        const found = await this.orm.call("social.tag", "name_search", [], {
            name: text,
            domain: [["id", "not in", chosen]],
            limit: LIMIT,
        });
        const options = found.map(([id, label]) => ({
            label,
            onSelect: () => this.add(id),
        }));
        const known = [...found.map(([, name]) => name), ...this.names];
        if (text && !known.some((name) => same(name, text))) {
            const label = _t('Create "%s"', text);
            options.push({ label, onSelect: () => this.create(text) });
        }
        return options;
    }

    get names() {
        return this.props.tags.map((tag) => tag.name);
    }

    add(id) {
        this.props.onChanged([[4, id]]);
    }

    remove(id) {
        this.props.onChanged([[3, id]]);
    }

    async create(name) {
        const [id] = await this.orm.call("social.tag", "name_create", [name]);
        this.add(id);
    }
}

function same(one, other) {
    return one.toLowerCase() === other.toLowerCase();
}
