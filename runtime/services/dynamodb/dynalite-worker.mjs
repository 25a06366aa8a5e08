/**
 * Runs dynalite in a thread of its own, on LevelDB files: a defect in it ends this thread, not the runtime. Calls
 * dynalite's actions directly, since signatures and wire formats are the business of the runtime's protocol layer.
 */
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { sealedJson } from "./sealed-json.ts";

const require = createRequire(import.meta.url);

/** dynalite asks for JSON in clear; its database is given the same values encrypted. Must come before dynalite is loaded. */
const level = createRequire(require.resolve("dynalite"))("level");
level.Level = class extends level.Level {
  constructor(path, options) {
    super(path, { ...options, valueEncoding: sealedJson(workerData.key) });
  }
};

const validations = require("dynalite/validations");
const store = require("dynalite/db").create({
  path: workerData.path,
  createTableMs: 0,
  deleteTableMs: 0,
  updateTableMs: 0,
});
store.tableDb.awsAccountId = workerData.accountId;
store.tableDb.awsRegion = workerData.region;

/** Runs one operation as dynalite's own HTTP handler does: types, validations, action. */
function run(operation, asked) {
  const input = withoutConsistency(operation, asked);
  const name = validations.toLowerFirst(operation);
  const { types, custom } = require(`dynalite/validations/${name}`);
  const unknown = Object.keys(input).filter((member) => types[member] === undefined);
  if (unknown.length > 0) throw refusal(`${operation}: not emulated: ${unknown.join(", ")}`);
  const data = validations.checkTypes(input, types);
  validations.checkValidations(data, types, custom, store);
  return new Promise((resolve, reject) => {
    require(`dynalite/actions/${name}`)(store, data, (error, output) =>
      error ? reject(error) : resolve(output),
    );
  });
}

/** Every read here is consistent, so a Scan that asks for it, which dynalite does not know, gets it anyway. */
function withoutConsistency(operation, input) {
  if (operation !== "Scan") return input;
  const { ConsistentRead: _, ...rest } = input;
  return rest;
}

function refusal(message) {
  return Object.assign(new Error(message), {
    statusCode: 400,
    body: { __type: "ValidationException", message },
  });
}

async function answer({ id, operation, input }) {
  try {
    parentPort.postMessage({ id, output: (await run(operation, input)) || {} });
  } catch (error) {
    const refused = error.statusCode ? { status: error.statusCode, body: error.body } : undefined;
    parentPort.postMessage({ id, refused, defect: refused ? undefined : String(error.stack ?? error) });
  }
}

/** A killed process may have left tables between two states: what was created is active, what was deleted goes. */
async function settleTables() {
  await store.db.open();
  const prefix = "table~";
  const names = [];
  for await (const key of store.db.keys({ gte: prefix, lt: `${prefix}\xff` }))
    names.push(key.slice(prefix.length));
  const kept = [];
  for (const name of names) {
    const table = await store.db.get(prefix + name);
    if (table?.TableStatus === "DELETING") {
      await run("DeleteTable", { TableName: name });
      continue;
    }
    kept.push(name);
    if (table.TableStatus === "ACTIVE") continue;
    for (const index of table.GlobalSecondaryIndexes ?? []) index.IndexStatus = "ACTIVE";
    await store.db.put(prefix + name, { ...table, TableStatus: "ACTIVE" });
  }
  return kept;
}

const tables = await settleTables();
parentPort.on("message", async (message) => {
  if (message.close) {
    await store.db.close();
    process.exit(0);
  }
  await answer(message);
});
parentPort.postMessage({ ready: true, tables });
