import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { Interaction } from "@web/public/interaction";

/** Voting without loading the page again. */
export class Vote extends Interaction {
    static selector = "form.o_social_vote";
    dynamicContent = {
        _root: { "t-on-submit.prevent": this.locked(this.vote) },
    };

    get button() {
        return this.el.querySelector("button");
    }

    async vote() {
        const wanted = this.el.elements.vote.value === "1";
        const ideaId = Number(this.el.dataset.ideaId);
        const params = { idea_id: ideaId, vote: wanted };
        const result = await this.waitFor(rpc("/ideas/vote", params));
        if (result.error) {
            this.services.notification.add(result.error, { type: "warning" });
        } else {
            this.show(result);
        }
    }

    show({ voted, count }) {
        this.el.elements.vote.value = voted ? "0" : "1";
        this.el.querySelector(".o_social_vote_count").textContent = count;
        this.button.classList.toggle("o_social_voted", voted);
        this.button.setAttribute("aria-pressed", voted);
        this.button.title = voted
            ? _t("Take your vote back")
            : _t("Vote for this idea");
    }
}

/** A form that is sent once, however often it is clicked. */
export class SendOnce extends Interaction {
    static selector = "form.o_social_send_once";
    dynamicContent = {
        _root: { "t-on-submit": this.disable },
        _window: { "t-on-pageshow": this.enable },
    };

    get buttons() {
        return this.el.querySelectorAll("button[type='submit']");
    }

    disable() {
        // after the browser took the values: a disabled button sends none
        this.waitForTimeout(
            () => this.buttons.forEach((one) => (one.disabled = true)),
            0,
        );
    }

    enable() {
        this.buttons.forEach((one) => (one.disabled = false));
    }
}

/** Similar ideas, while a title is being written. */
export class Similar extends Interaction {
    static selector = ".o_social_suggest";
    dynamicContent = {
        "input[name='title']": { "t-on-input": this.debounced(this.look, 350) },
    };

    async look() {
        const { value } = this.el.querySelector("input[name='title']");
        const html = await this.waitFor(rpc("/ideas/similar", { title: value }));
        const place = this.el.querySelector(".o_social_similar_place");
        const found = new DOMParser().parseFromString(html, "text/html").body;
        place.replaceChildren(...found.childNodes);
    }
}

const interactions = registry.category("public.interactions");
interactions.add("social_inbox.vote", Vote);
interactions.add("social_inbox.send_once", SendOnce);
interactions.add("social_inbox.similar", Similar);
