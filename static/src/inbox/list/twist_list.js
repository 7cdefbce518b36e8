import {
    Component,
    onMounted,
    onPatched,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

import { useAnchor } from "./anchor_hook";
import { ListEmpty } from "./list_empty";
import { ListHead } from "./list_head";
import { pressInList } from "./list_keys";
import { useRowFocus } from "./row_focus_hook";
import { ROW } from "./row_height";
import { Storms } from "./storms";
import { TwistRow } from "./twist_row";

const SPARE = 6; // rows drawn above and below what is seen
const SKELETONS = [0, 1, 2, 3, 4, 5, 6, 7];
const MINUTE = 60000;
const NOBODY = [];

/** The twists of a phase. However long the list, only what is seen is drawn; the
 * scroll bar is true, and what has not been read is read when it comes into sight. */
export class TwistList extends Component {
    static template = "social_inbox.TwistList";
    static components = { ListEmpty, ListHead, Storms, TwistRow };
    static props = { store: Object };

    setup() {
        this.skeletons = SKELETONS;
        this.root = useRef("scroll");
        this.ui = useService("ui");
        this.presence = useState(useService("social_inbox_presence"));
        this.state = useState({ start: 0, end: 20, minute: 0, roving: 0 });
        onMounted(() => this.measure());
        onPatched(() => this.measure());
        useAnchor(this.root, this.store, ROW);
        this.rowFocus = useRowFocus(this.root);
        const timer = browser.setInterval(() => (this.state.minute += 1), MINUTE);
        onWillUnmount(() => browser.clearInterval(timer));
        useEffect(
            () => this.followCurrent(),
            () => [this.store.currentId],
        );
        useEffect(
            () => {
                this.root.el?.scrollTo({ top: 0 });
            },
            () => [this.store.listPhase, this.store.query.order],
        );
    }

    get store() {
        return this.props.store;
    }

    get length() {
        return this.store.version >= 0 ? this.store.list.length : 0;
    }

    get height() {
        return this.length * ROW;
    }

    /** Rows of another phase are no answer: its list is on its way. */
    get isAway() {
        const { listPhase, query, listFailed } = this.store;
        return listPhase !== query.phase && !listFailed;
    }

    get isBroken() {
        const { listPhase, query, listFailed } = this.store;
        return listFailed && listPhase !== query.phase;
    }

    /** The one row that Tab leads to. */
    get roving() {
        const { list, currentId } = this.store;
        const ids = [this.state.roving, currentId].filter((id) => list.rows[id]);
        const index = Math.max(...ids.slice(0, 1).map((id) => list.indexOf(id)), -1);
        return index < 0 ? Math.min(this.state.start, this.length - 1) : index;
    }

    get rows() {
        const { start, end } = this.state;
        const { roving } = this;
        const places = [];
        for (let place = start; place < Math.min(end, this.length); place++) {
            places.push(place);
        }
        if (roving >= 0 && !places.includes(roving)) {
            places.push(roving); // it keeps the focus while it is out of sight
            places.sort((one, other) => one - other);
        }
        return places.map((place) => this.place(place, place === roving));
    }

    place(index, isRoving) {
        const [row] = this.store.list.slice(index, index + 1);
        const key = row ? row.id : `unread_${index}`;
        return { row, index, key, isRoving, top: index * ROW };
    }

    /** Colleagues who view this twist or write in it; always the same where nobody
     * does, so that the row is not drawn anew. */
    viewers(row) {
        const others = row ? this.presence.others(row.id) : NOBODY;
        return others.length ? others : NOBODY;
    }

    // -- scrolling -----------------------------------------------------------------

    onScroll() {
        this.frame ??= browser.requestAnimationFrame(() => {
            this.frame = null;
            this.measure();
        });
    }

    measure() {
        if (!this.root.el) {
            return;
        }
        const { scrollTop, clientHeight } = this.root.el;
        const first = Math.floor(scrollTop / ROW);
        const last = Math.min(this.length, first + Math.ceil(clientHeight / ROW) + 1);
        const start = Math.max(0, first - SPARE);
        const end = Math.min(this.length, last + SPARE);
        if (start !== this.state.start || end !== this.state.end) {
            Object.assign(this.state, { start, end });
        }
        this.store.show(start, end);
    }

    reveal(index) {
        const { el } = this.root;
        if (index < 0 || !el) {
            return;
        }
        const [top, bottom] = [index * ROW, (index + 1) * ROW];
        if (top < el.scrollTop) {
            el.scrollTop = top;
        } else if (bottom > el.scrollTop + el.clientHeight) {
            el.scrollTop = bottom - el.clientHeight;
        }
    }

    followCurrent() {
        const { currentId, list } = this.store;
        this.state.roving = currentId;
        this.reveal(list.indexOf(currentId));
    }

    // -- the keyboard in the list --------------------------------------------------

    onKeydown(ev) {
        pressInList(this, ev);
    }

    /** Moves to a row, and shows its twist where that does not hide the list. */
    async goTo(index) {
        this.reveal(index);
        this.measure();
        await this.store.reading;
        const id = this.store.list.ids[index];
        if (!id) {
            return;
        }
        this.rowFocus.want();
        this.state.roving = id;
        if (!this.ui.isSmall) {
            this.open(id);
        }
        this.render();
    }

    open(id) {
        this.store.select(id);
    }

    onOpen(row) {
        this.state.roving = row.id;
        this.open(row.id);
    }

    check(row, ev) {
        this.state.roving = row.id;
        this.store.bulk.check(row.id, { range: ev.shiftKey });
    }
}
