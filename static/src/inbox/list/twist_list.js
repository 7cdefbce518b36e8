import {
    Component,
    onMounted,
    onPatched,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

import { TwistRow } from "./twist_row";

const ROW = 76; // pixels, as in the style sheet
const SPARE = 6; // rows drawn above and below what is seen

/** The twists of a phase. However long the list, only what is seen is drawn; the
 * scroll bar is true, and what has not been read is read when it comes into sight. */
export class TwistList extends Component {
    static template = "social_inbox.TwistList";
    static components = { TwistRow };
    static props = { store: Object };

    setup() {
        this.root = useRef("scroll");
        this.state = useState({ start: 0, end: 20 });
        onMounted(() => this.measure());
        onPatched(() => this.measure());
        useEffect(
            () => this.reveal(),
            () => [this.store.currentId],
        );
        useEffect(
            () => {
                this.root.el.scrollTop = 0;
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

    get rows() {
        const { start, end } = this.state;
        return this.store.list.slice(start, end).map((row, place) => ({
            row,
            index: start + place,
            key: row ? row.id : `unread_${start + place}`,
            top: (start + place) * ROW,
        }));
    }

    onScroll() {
        if (!this.frame) {
            this.frame = browser.requestAnimationFrame(() => {
                this.frame = null;
                this.measure();
            });
        }
    }

    measure() {
        const { scrollTop, clientHeight } = this.root.el || {};
        if (clientHeight === undefined) {
            return;
        }
        const start = Math.max(0, Math.floor(scrollTop / ROW) - SPARE);
        const seen = Math.ceil(clientHeight / ROW) + 2 * SPARE;
        const end = Math.min(this.length, start + seen);
        if (start !== this.state.start || end !== this.state.end) {
            Object.assign(this.state, { start, end });
        }
        this.store.show(start, end);
    }

    /** The chosen row is in sight. */
    reveal() {
        const index = this.store.list.indexOf(this.store.currentId);
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

    check(row, ev) {
        if (ev.shiftKey) {
            this.store.selection.extend(row.id, this.store.list.ids);
        } else {
            this.store.selection.toggle(row.id);
        }
    }
}
