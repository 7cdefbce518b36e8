/** What is kept of a draft. */
export const EMPTY = {
    body: "",
    subject: null,
    visibility: "",
    messageId: 0,
    files: [],
    answers: [],
    colleagues: [],
    sent: null,
};
export const KEPT = Object.keys(EMPTY);

/** 32 hex digits: of a call repeated with them nothing is sent twice. */
function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What is sent, with its key: the same one as before if it was tried already. */
export function asSent({ body, files, sent }) {
    const text = JSON.stringify([body, files.map(({ id }) => id)]);
    return sent?.text === text ? sent : { text, key: newKey() };
}

/** Two texts, one above the other. */
export function joined(...texts) {
    return texts.filter(Boolean).join("\n\n");
}

/** Two drafts as one. */
export function together(above, below) {
    return {
        body: joined(above.body, below.body),
        files: [...above.files, ...below.files],
        answers: [...above.answers, ...below.answers],
        colleagues: [...above.colleagues, ...below.colleagues],
    };
}
