import { Component, markup, useEffect, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** Text and quotation of a message. What is very long begins folded; pictures that lie
 * elsewhere tell their sender that the mail was read, and are loaded on demand. */
export class Body extends Component {
    static template = "social_inbox.Body";
    static props = { message: Object };

    setup() {
        this.text = useRef("text");
        this.root = useRef("root");
        this.state = useState({
            quote: false,
            pictures: false,
            isCut: false,
            isWhole: false,
        });
        useEffect(() => {
            this.loadPictures(); // each patch draws the HTML anew
            this.measure();
        });
    }

    get body() {
        return markup(this.props.message.body);
    }

    get quote() {
        return markup(this.props.message.quote);
    }

    get hasRemotePictures() {
        const html = this.props.message.body + this.props.message.quote;
        return !this.state.pictures && html.includes("data-src=");
    }

    /** The stylesheet cuts what is too high; whether it did is known once drawn. */
    measure() {
        const { scrollHeight, clientHeight } = this.text.el;
        this.state.isCut = !this.state.isWhole && scrollHeight > clientHeight + 1;
    }

    /** A link below the fold that gets the focus must be seen: the browser scrolls what
     * is cut, which nobody could scroll back. */
    onFocusin(ev) {
        const el = this.text.el;
        const fold = el.getBoundingClientRect().bottom;
        const isBelow = ev.target.getBoundingClientRect().bottom > fold;
        if (this.state.isCut && (isBelow || el.scrollTop)) {
            el.scrollTop = 0;
            this.state.isWhole = true;
        }
    }

    loadPictures() {
        if (!this.state.pictures) {
            return;
        }
        for (const image of this.root.el.querySelectorAll("img[data-src]")) {
            // a stranger's "picture" at our own address would act as the agent
            if (new URL(image.dataset.src).host !== browser.location.host) {
                image.referrerPolicy = "no-referrer";
                image.src = image.dataset.src;
            }
        }
    }
}
