import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LedgerRecord, LedgerRecordType } from "../../../../core/ledger/ledger-record.ts";
import { verifyChain } from "../../../../core/ledger/verify-chain.ts";
import { appendToLedger } from "../../../../functions/ledger/append-to-ledger.ts";
import { releaseEntry } from "../../../../functions/ledger/release-entry.ts";
import { releaseOf } from "../support/releases.ts";
import { startTestTables, type TestTables } from "../support/tables.ts";

let tables: TestTables;
let environment = "";
let count = 0;
const ledger = () => ({ dynamo: tables.dynamo, table: "ledger", now: () => Date.UTC(2026, 10, 21) });
const entry = (
  message: string,
  type: LedgerRecordType = "RELEASE_SERVING",
  details: object = { a: 0.7, none: undefined },
) => releaseEntry(releaseOf(message, { environment }), type, { ...details });

async function chain(): Promise<readonly LedgerRecord[]> {
  const all = (await tables.scan("ledger")) as unknown as readonly LedgerRecord[];
  return all
    .filter(({ stream }) => stream === `hello-web#${environment}`)
    .toSorted((one, other) => one.sequence - other.sequence);
}

beforeAll(async () => {
  tables = await startTestTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  count += 1;
  environment = `env${count}`;
});

describe("appendToLedger", () => {
  it("writes a chain that is intact when it is read back", async () => {
    const first = await appendToLedger(ledger(), entry("m-1"));
    await appendToLedger(ledger(), entry("m-2"), first);
    await appendToLedger(ledger(), entry("m-3"));
    const records = await chain();
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(verifyChain(records)).toMatchObject({ intact: true });
  });

  it("writes nothing twice", async () => {
    const first = await appendToLedger(ledger(), entry("m-1"));
    await appendToLedger(ledger(), entry("m-1", "RELEASE_FAILED"), first);
    expect(await appendToLedger(ledger(), entry("m-1"))).toEqual(first);
    expect(await appendToLedger(ledger(), entry("m-1", "RELEASE_FAILED"), first)).toMatchObject({
      sequence: 2,
    });
    expect(await chain()).toHaveLength(2);
  });

  it("keeps the chain whole when several write at the same time", async () => {
    const messages = ["m-1", "m-2", "m-3", "m-4", "m-5"];
    await Promise.all(messages.map((message) => appendToLedger(ledger(), entry(message))));
    const records = await chain();
    expect(records).toHaveLength(5);
    expect(verifyChain(records)).toMatchObject({ intact: true });
  });

  it("gives up by name when the head never stands still", async () => {
    const stale = { ...ledger(), dynamo: { send: failingPuts } } as unknown as ReturnType<typeof ledger>;
    await expect(appendToLedger(stale, entry("m-1"))).rejects.toMatchObject({ name: "LedgerBusy" });
  });
});

async function failingPuts(command: object): Promise<unknown> {
  const { ConditionalCheckFailedException } = await import("@aws-sdk/client-dynamodb");
  if (command.constructor.name === "QueryCommand") return { Items: [] };
  throw new ConditionalCheckFailedException({ message: "taken", $metadata: {} });
}
