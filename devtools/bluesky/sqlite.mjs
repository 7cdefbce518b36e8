// What the PDS and Kysely use of better-sqlite3, made of Node's own SQLite, so that
// nothing has to be compiled. https://nodejs.org/docs/latest-v22.x/api/sqlite.html
import { DatabaseSync } from "node:sqlite";

// https://www.sqlite.org/rescode.html
const CODES = {
    5: "SQLITE_BUSY",
    261: "SQLITE_BUSY_RECOVERY",
    517: "SQLITE_BUSY_SNAPSHOT",
    773: "SQLITE_BUSY_TIMEOUT",
    1555: "SQLITE_CONSTRAINT_PRIMARYKEY",
    2067: "SQLITE_CONSTRAINT_UNIQUE",
};

function named(call) {
    try {
        return call();
    } catch (error) {
        if (error.errcode in CODES) {
            error.code = CODES[error.errcode];
        }
        throw error;
    }
}

function withBuffers(row) {
    for (const [name, value] of Object.entries(row)) {
        if (value instanceof Uint8Array) {
            row[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
        }
    }
    return row;
}

class Statement {
    constructor(statement) {
        this.statement = statement;
        this.reader = statement.columns().length > 0;
    }

    all(parameters = []) {
        return named(() => this.statement.all(...parameters).map(withBuffers));
    }

    *iterate(parameters = []) {
        for (const row of this.statement.iterate(...parameters)) {
            yield withBuffers(row);
        }
    }

    run(parameters = []) {
        return named(() => this.statement.run(...parameters));
    }
}

export default class Database {
    constructor(location, { timeout = 5000 } = {}) {
        this.database = new DatabaseSync(location, { timeout });
    }

    prepare(sql) {
        return named(() => new Statement(this.database.prepare(sql)));
    }

    pragma(text) {
        return this.prepare(`PRAGMA ${text}`).all();
    }

    close() {
        if (this.database.isOpen) {
            this.database.close();
        }
    }
}
