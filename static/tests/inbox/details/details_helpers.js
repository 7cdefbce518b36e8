import { animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { Details } from "@social_inbox/inbox/details/details";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

export function defineDetailsModels() {
    defineMailModels();
}

export const PERSON = {
    id: 7,
    name: "Ana Customer",
    email: "ana@customer.example",
    phone: "+34911234567",
    job: "Buyer, Customer Ltd",
    image: "",
    lawful_basis: "Consent",
    can_open: true,
};

/** The sender as the server describes it; nobody is linked. */
export function sender(values = {}) {
    return {
        profile: {
            id: 3,
            name: "Ana",
            handle: "ana@customer.example",
            url: "",
            platform: "Mail",
            followers: 0,
            is_blocked: false,
            tags: [],
            message_count: 4,
            first_date: "2018-01-02 10:00:00",
            last_date: "2018-03-02 10:00:00",
            ...values.profile,
        },
        person: values.person || false,
        can_suggest: values.can_suggest || false,
        community: {
            state: "",
            since: "",
            is_member: false,
            invitation: false,
            ...values.community,
        },
        earlier: values.earlier || [],
        earlier_count: values.earlier_count || 0,
        authors: values.authors || [],
    };
}

/** The twist as the server describes it; nothing came of it yet. */
export function twist(values = {}) {
    return {
        name: "A leaking tent",
        phase: "Engage",
        phase_since: "2018-03-02 10:00:00",
        started: "2018-03-02 09:00:00",
        waiting_since: "",
        channel: "Customer Service",
        campaign: "",
        company_id: 1,
        priority: "0",
        user: false,
        user_domain: [["share", "=", false]],
        tags: [],
        ticket: false,
        idea: false,
        feedback: false,
        fields: [],
        ...values,
    };
}

const LABELS = {
    assign_person: "Assign Person",
    unlink_person: "Unlink Person",
    invite: "Invite to the Community",
    block_author: "Block",
    unblock_author: "Unblock",
    create_ticket: "Create Ticket",
    link_ticket: "Link to a Ticket",
    create_idea: "Create Idea",
    link_idea: "Link Idea",
};

/** All actions, allowed but for those with a reason. */
export function actions(reasons = {}) {
    const names = Object.entries(LABELS);
    return Object.fromEntries(
        names.map(([name, label]) => [name, { label, why_not: reasons[name] || "" }]),
    );
}

/**
 * Draw the pane; what it asks of its owner becomes a step.
 *
 * @param {Object} props as of Details; details may lack either part
 * @returns {Promise<Object>} the props, to be changed
 */
export async function mountDetails({ details = {}, ...props } = {}, step = () => {}) {
    const state = {
        twistId: 1,
        details: { sender: sender(), twist: twist(), ...details },
        actions: actions(),
        message: null,
        onChanged: () => step("changed"),
        onOpenTwist: (id) => step(`open twist ${id}`),
        ...props,
    };
    class Parent extends Component {
        static components = { Details };
        static props = ["*"];
        static template = xml`<Details t-props="state"/>`;
        setup() {
            this.state = useState(state);
        }
    }
    const parent = await mountWithCleanup(Parent);
    await animationFrame();
    return parent.state;
}

/** The server's answers to the methods behind the buttons, as steps.
 *
 * @param {Object} result what each method returns
 */
export function stepCalls(step, result = true) {
    for (const model of ["social.twist", "social.profile", "social.message"]) {
        onRpc(model, "*", ({ method, args, kwargs }) => {
            const { default_partner_id: partner } = kwargs.context || {};
            const rest = JSON.stringify(args.slice(1));
            const said = [method, args[0]];
            if (rest !== "[]") {
                said.push(rest);
            }
            if (partner) {
                said.push("for", partner);
            }
            step(said.join(" "));
            return result;
        });
    }
}

/** Actions that are opened, as steps; dialogs close at once. */
export function stepActions(step) {
    mockService("action", {
        doAction(action, options = {}) {
            step(`do ${action.res_model} ${options.newWindow ? "beside" : "here"}`);
            options.onClose?.();
        },
    });
}
