import { describe, expect, it } from "vitest";
import { findUnrecordedReleases } from "../../../cli/audit/unrecorded-releases.ts";
import { createLedgerRecord, emptyChain, type LedgerRecordType } from "../../../core/ledger/ledger-record.ts";

const nowMs = 1_000_000_000;
const record = (release: string, type: LedgerRecordType) =>
  createLedgerRecord(
    {
      type,
      release,
      application: "hello-web",
      environment: "dev",
      version: "1",
      requestedBy: "me",
      details: {},
    },
    emptyChain,
    "2026-01-01T00:00:00.000Z",
  );
const ended = (name: string, status: "SUCCEEDED" | "FAILED" | "ABORTED", secondsAgo = 3600) => ({
  name,
  status,
  stopDate: new Date(nowMs - secondsAgo * 1000),
});

describe("releases that the ledger does not know", () => {
  it("are those that serve without a record of it, whatever else is recorded", () => {
    const records = [record("a", "RELEASE_SERVING"), record("b", "RELEASE_PROVISIONED")];
    const executions = [ended("a", "SUCCEEDED"), ended("b", "SUCCEEDED", 1)];
    expect(findUnrecordedReleases(executions, { records, nowMs })).toEqual([
      { release: "b", status: "SUCCEEDED" },
    ]);
  });

  it("are those that failed or were stopped a while ago without a record of any end", () => {
    const records = [record("a", "RELEASE_FAILED"), record("b", "RELEASE_ABORTED")];
    const executions = [ended("a", "FAILED"), ended("b", "ABORTED"), ended("c", "ABORTED")];
    expect(findUnrecordedReleases(executions, { records, nowMs })).toEqual([
      { release: "c", status: "ABORTED" },
    ]);
  });

  it("are not those that were stopped just now", () => {
    expect(findUnrecordedReleases([ended("c", "ABORTED", 5)], { records: [], nowMs })).toEqual([]);
  });
});
