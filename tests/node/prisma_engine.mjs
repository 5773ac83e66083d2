#!/usr/bin/env node
/**
 * What `prisma migrate` talks to, for machines that cannot download Prisma's native engine: the same engine, compiled
 * to WebAssembly, behind the native one's command line and its JSON-RPC on standard input and output. For tests only.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

const require = createRequire(import.meta.url);

const { values, positionals } = parseArgs({
  options: { datasource: { type: "string" }, datamodels: { type: "string", multiple: true } },
  allowPositionals: true,
  strict: false,
});
const address = new URL(JSON.parse(values.datasource ?? "{}").url ?? process.env.DATABASE_URL);

/** The parts of the address. Not the address itself: in it the database could not be exchanged for the shadow one. */
function access(database = decodeURIComponent(address.pathname.slice(1))) {
  return {
    host: address.hostname,
    port: Number(address.port || 5432),
    user: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password) || undefined,
    database,
  };
}

async function asAdministrator(statement, database = "postgres") {
  const client = new pg.Client(access(database));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** `schema-engine cli COMMAND`: what is asked before anything else; errors are one line of JSON. */
async function answerCommand(command) {
  const quoted = pg.escapeIdentifier(access().database);
  const commands = {
    "can-connect-to-database": () => asAdministrator("SELECT 1", access().database),
    "create-database": () => asAdministrator(`CREATE DATABASE ${quoted}`),
    "drop-database": () => asAdministrator(`DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`),
  };
  try {
    await commands[command]();
  } catch (error) {
    const fields = { error_code: error.code === "3D000" ? "P1003" : "P1001", message: error.message };
    process.stderr.write(`\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}\n`); // Prisma looks for lines of their own
    process.exitCode = 1;
  }
}

/** `migrate dev` and `migrate diff` replay migrations in a database that is made for it and dropped again. */
class WithShadow extends PrismaPg {
  async connectToShadowDb() {
    const database = `shadow_${process.pid}_${Date.now()}`;
    await asAdministrator(`CREATE DATABASE ${database}`);
    const shadow = await new PrismaPg(access(database)).connect();
    const end = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await end();
      await asAdministrator(`DROP DATABASE ${database} WITH (FORCE)`);
    };
    return shadow;
  }
}

/** The catalogue has columns of Postgres's internal type "char" (18), which the adapter does not know: say bpchar. */
function readCatalogue() {
  const { prototype } = require("pg/lib/result.js");
  const original = prototype.addFields;
  prototype.addFields = function addFields(fields) {
    return original.call(
      this,
      fields.map((field) => (field.dataTypeID === 18 ? Object.assign(field, { dataTypeID: 1042 }) : field)),
    );
  };
}

async function startEngine() {
  const folder = dirname(require.resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const code = await readFile(join(folder, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(code, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const files = await Promise.all(
    (values.datamodels ?? []).map(async (file) => [file, await readFile(file, "utf8")]),
  );
  const models = files.length > 0 ? files : undefined;
  const database = bindMigrationAwareSqlAdapterFactory(new WithShadow(access()));
  return glue.SchemaEngine.new({ datamodels: models }, () => {}, database);
}

function say(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

async function answer(engine, { id, method, params }) {
  try {
    const result = (await engine[method === "getDatabaseVersion" ? "version" : method](params)) ?? null;
    if (result?.stdout) {
      say({ id: id + 1_000_000, method: "print", params: { content: result.stdout } });
      result.stdout = null;
    }
    say({ id, result });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const data = { is_panic: false, message, meta: null, error_code: error?.code ?? null };
    say({ id, error: { code: 4466, message, data } });
  }
}

if (positionals.includes("cli")) {
  await answerCommand(positionals.at(-1));
} else {
  readCatalogue();
  const engine = await startEngine();
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (message.method) await answer(engine, message);
  }
  process.exit();
}
