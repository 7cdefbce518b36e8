// The chat service that @atproto/dev-env lacks, as far as the connector speaks to it.
//
// The PDS passes calls on to it; @atproto/xrpc-server checks each request and each
// answer against the official lexicons, and refuses what does not fit.
import http from "node:http";

const CHAT_DID = "did:web:api.bsky.chat";
const MESSAGE = "chat.bsky.convo.defs#messageView";

const conversations = new Map();
const log = [];

function nextRevision() {
    return `3n${String(log.length + conversations.size + 1).padStart(11, "2")}`;
}

// The PDS signs a token in the caller's name (iss); here nobody doubts it.
function caller({ req }) {
    const token = (req.headers.authorization || "").split(".")[1] || "e30";
    const { iss } = JSON.parse(Buffer.from(token, "base64url"));
    return { credentials: { did: iss } };
}

function profile(did) {
    return { did, handle: `${did.slice(8, 16)}.test`, displayName: did.slice(8, 12) };
}

function view({ id, rev, members, messages }) {
    const last = messages.at(-1);
    return {
        id,
        rev,
        members: members.map(profile),
        muted: false,
        unreadCount: 0,
        ...(last && { lastMessage: { $type: MESSAGE, ...last } }),
    };
}

function note(type, conversation, message) {
    log.push({
        $type: `chat.bsky.convo.defs#${type}`,
        rev: message.rev,
        convoId: conversation.id,
        message: { $type: MESSAGE, ...message },
        ...(type === "logCreateMessage" && {
            relatedProfiles: conversation.members.map(profile),
        }),
    });
}

function ofMine(did, rev) {
    const mine = (one) => conversations.get(one.convoId).members.includes(did);
    return log.filter((one) => mine(one) && (!rev || one.rev > rev));
}

const METHODS = {
    getConvoForMembers({ params, did }) {
        const members = [...new Set([did, ...params.members])].sort();
        const id = `c${members.map((one) => one.slice(-6)).join("")}`;
        if (!conversations.has(id)) {
            const rev = nextRevision();
            conversations.set(id, { id, members, rev, messages: [] });
        }
        return { convo: view(conversations.get(id)) };
    },
    sendMessage({ input, did }) {
        const conversation = conversations.get(input.body.convoId);
        const rev = nextRevision();
        const sentAt = new Date().toISOString();
        const { text, facets } = input.body.message;
        const message = { id: rev, rev, text, facets, sender: { did }, sentAt };
        conversation.messages.push(message);
        conversation.rev = rev;
        note("logCreateMessage", conversation, message);
        return message;
    },
    deleteMessageForSelf({ input, did }) {
        const conversation = conversations.get(input.body.convoId);
        const { messageId } = input.body;
        const message = conversation.messages.find((one) => one.id === messageId);
        const rev = nextRevision();
        note("logDeleteMessage", conversation, { ...message, rev });
        return { id: messageId, rev, sender: { did }, sentAt: message.sentAt };
    },
    listConvos({ did }) {
        const mine = [...conversations.values()].filter((one) =>
            one.members.includes(did),
        );
        return { convos: mine.map(view) };
    },
    getMessages({ params }) {
        const { messages } = conversations.get(params.convoId);
        const typed = messages.map((one) => ({ $type: MESSAGE, ...one }));
        return { messages: typed.reverse() };
    },
    getLog({ params, did }) {
        const logs = ofMine(did, params.cursor);
        return { logs, cursor: logs.at(-1)?.rev ?? params.cursor };
    },
};

// Serve, and let the PDS find the service under its real name.
export async function startChat(load, pds) {
    const { createServer } = await load("@atproto/xrpc-server");
    const { schemas } = await load("@atproto/api");
    const { default: express } = await load("express");
    const known = schemas.filter(({ id }) =>
        /^(chat|com\.atproto|app\.bsky)\./.test(id),
    );
    const server = createServer(known, { validateResponse: true });
    for (const [name, answer] of Object.entries(METHODS)) {
        server.method(`chat.bsky.convo.${name}`, {
            auth: caller,
            handler: ({ params, input, auth }) => ({
                encoding: "application/json",
                body: answer({ params, input, did: auth.credentials.did }),
            }),
        });
    }
    const listener = http.createServer(express().use(server.router));
    await new Promise((done) => listener.listen(0, "127.0.0.1", done));
    const serviceEndpoint = `http://localhost:${listener.address().port}`;
    const service = { id: "#bsky_chat", type: "BskyChatService", serviceEndpoint };
    const { did: resolver } = pds.ctx.idResolver;
    const resolve = resolver.resolveNoCache;
    resolver.resolveNoCache = async (did) =>
        did === CHAT_DID
            ? {
                  "@context": ["https://www.w3.org/ns/did/v1"],
                  id: did,
                  service: [service],
              }
            : resolve.call(resolver, did);
    return { chat: serviceEndpoint };
}
