import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChainHead,
  createLedgerRecord,
  emptyChain,
  type LedgerEntry,
  type LedgerRecord,
} from "../../../../core/ledger/ledger-record.ts";
import { verifyChain } from "../../../../core/ledger/verify-chain.ts";

const at = "2026-11-21T05:00:00.000Z";
const details = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 8 });

function entry(facts: Readonly<Record<string, unknown>>): LedgerEntry {
  const place = { application: "hello-web", environment: "dev", version: "1" };
  return { type: "RELEASE_PROVISIONED", release: "r-1", ...place, requestedBy: "ci", details: facts };
}

function chainOf(facts: readonly Readonly<Record<string, unknown>>[]): readonly LedgerRecord[] {
  const records: LedgerRecord[] = [];
  for (const one of facts) records.push(createLedgerRecord(entry(one), records.at(-1) ?? emptyChain, at));
  return records;
}

describe("createLedgerRecord", () => {
  it("numbers from 1 and links to the record before", () => {
    const [first, second] = chainOf([{ a: 1 }, { b: 2 }]);
    expect(first).toMatchObject({ stream: "hello-web#dev", sequence: 1, previousHash: "0".repeat(64), at });
    expect(second).toMatchObject({ sequence: 2, previousHash: first?.hash });
  });
});

describe("verifyChain", () => {
  it("finds every chain intact that was made by linking, also after a trip through JSON", () => {
    fc.assert(
      fc.property(details, (facts) => {
        const records = JSON.parse(JSON.stringify(chainOf(facts))) as LedgerRecord[];
        const last = records.at(-1);
        expect(verifyChain(records)).toEqual({
          intact: true,
          head: { sequence: last?.sequence, hash: last?.hash },
        });
      }),
    );
  });

  it("finds the record whose content was changed", () => {
    fc.assert(
      fc.property(details, fc.nat(), (facts, pick) => {
        const records = chainOf(facts);
        const index = pick % records.length;
        const forged = records.map((record, at) =>
          at === index ? { ...record, requestedBy: "mallory" } : record,
        );
        expect(verifyChain(forged)).toMatchObject({ intact: false, sequence: index + 1 });
      }),
    );
  });

  it("finds a record that was left out", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constant({ a: 1 }), { minLength: 2, maxLength: 6 }),
        fc.nat(),
        (facts, pick) => {
          const records = chainOf(facts);
          const index = pick % (records.length - 1);
          expect(verifyChain(records.toSpliced(index, 1))).toMatchObject({ intact: false });
        },
      ),
    );
  });

  it("finds a record that was made anew with a hash of its own", () => {
    const records = chainOf([{ a: 1 }, { b: 2 }, { c: 3 }]);
    const forged = createLedgerRecord(entry({ b: "forged" }), records[0] as ChainHead, at);
    expect(verifyChain(records.with(1, forged))).toMatchObject({
      intact: false,
      sequence: 3,
      reason: expect.stringContaining("linked"),
    });
  });

  it("checks the tail of a chain from a known head", () => {
    const records = chainOf([{ a: 1 }, { b: 2 }, { c: 3 }]);
    expect(verifyChain(records.slice(1), records[0])).toMatchObject({ intact: true });
    expect(verifyChain([])).toEqual({ intact: true, head: emptyChain });
  });
});
