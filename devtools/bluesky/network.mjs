// A Bluesky network on loopback: PLC directory, PDS, AppView and a chat service.
//
// Once it is ready, one line of JSON says where it listens. It ends with its standard
// input, so that it never outlives who started it. Settings are those of the package
// @atproto/dev-env, in the environment: DB_POSTGRES_URL, TMPDIR.
import { createRequire, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import net from "node:net";

const packages = createRequire(`${process.argv[2]}/package.json`);
const sqlite = new URL("sqlite.mjs", import.meta.url).href;
registerHooks({
    resolve: (name, context, next) =>
        name === "better-sqlite3"
            ? { url: sqlite, shortCircuit: true }
            : next(name, context),
});

// The servers name no host, and would listen on every address of the machine.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...given) {
    if (typeof given[0] === "number" && typeof given[1] !== "string") {
        given.splice(1, 0, "127.0.0.1");
    } else if (typeof given[0] === "object" && "port" in given[0] && !given[0].host) {
        given[0] = { ...given[0], host: "127.0.0.1" };
    }
    return listen.apply(this, given);
};

const load = (name) => import(pathToFileURL(packages.resolve(name)).href);
const { TestNetwork } = await load("@atproto/dev-env");
const { startChat } = await import("./chat.mjs");

// Required, though nothing of it connects to Redis.
process.env.REDIS_HOST ||= "127.0.0.1:1";
const SECRET = "signs-the-access-tokens";
const network = await TestNetwork.create({
    dbPostgresSchema: "network",
    pds: { hostname: "localhost", rateLimitsEnabled: true, jwtSecret: SECRET },
});
const chat = await startChat(load, network.pds);

async function stop() {
    setTimeout(() => process.exit(1), 10000).unref();
    await network.close().catch(() => null);
    process.exit(0);
}
process.stdin.on("end", stop).on("error", stop).resume();
process.on("SIGTERM", stop);

const { pds, bsky, plc } = network;
const ready = {
    pds: pds.url,
    appview: bsky.url,
    plc: plc.url,
    secret: SECRET,
    ...chat,
};
console.log(JSON.stringify({ ...ready, memory: process.memoryUsage().rss }));
