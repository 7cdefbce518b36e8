import { Component, onMounted, useSubEnv } from "@odoo/owl";
import { useBus } from "@web/core/utils/hooks";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { WithSearch } from "@web/search/with_search/with_search";

export const CLEAR_SEARCH = "SOCIAL_INBOX:CLEAR_SEARCH";

/** Tells the store what is searched for. */
class SearchLine extends Component {
    static template = "social_inbox.SearchLine";
    static components = { SearchBar };
    static props = { store: Object };

    setup() {
        useBus(this.env.searchModel, "update", () => this.apply());
        useBus(this.env.bus, CLEAR_SEARCH, () => this.env.searchModel.clearQuery());
        onMounted(() => this.apply());
    }

    apply() {
        const { domain } = this.env.searchModel;
        if (JSON.stringify(domain) !== JSON.stringify(this.props.store.query.domain)) {
            this.props.store.change({ domain });
        }
    }
}

/** Odoo's search bar with the filters and favourites of the list of twists. */
export class Search extends Component {
    static template = "social_inbox.Search";
    static components = { SearchLine, WithSearch };
    static props = { store: Object };

    setup() {
        const { action_id: actionId } = this.props.store.setup;
        useSubEnv({ config: { ...this.env.config, actionId } });
    }

    get withSearch() {
        return {
            resModel: "social.twist",
            searchViewId: this.props.store.setup.search_view_id,
            loadIrFilters: true,
            searchMenuTypes: ["filter", "favorite"],
        };
    }
}
