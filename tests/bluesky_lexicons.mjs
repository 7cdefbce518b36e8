// What does not fit Bluesky's official lexicons, as @atproto/api has them.
//
// Reads a JSON list of {what, id, value} on its standard input, and writes the
// complaints as a JSON list. `what`: params, input or output of a method, record, or
// def for a part of a lexicon, whose id is written as nsid#name.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { text } from "node:stream/consumers";

const packages = createRequire(`${process.argv[2]}/package.json`);
const { jsonToLex, lexicons } = await import(
    pathToFileURL(packages.resolve("@atproto/api")).href
);

const CHECKS = {
    params: (id, value) => lexicons.assertValidXrpcParams(id, value),
    input: (id, value) => lexicons.assertValidXrpcInput(id, jsonToLex(value)),
    output: (id, value) => lexicons.assertValidXrpcOutput(id, jsonToLex(value)),
    record: (id, value) => lexicons.assertValidRecord(id, jsonToLex(value)),
    def(id, value) {
        const { success, error } = lexicons.validate(id, jsonToLex(value));
        if (!success) {
            throw error;
        }
    },
};

const complaints = [];
for (const { what, id, value } of JSON.parse(await text(process.stdin))) {
    try {
        CHECKS[what](id, value);
    } catch (error) {
        complaints.push(`${what} ${id}: ${error.message}`);
    }
}
console.log(JSON.stringify(complaints));
