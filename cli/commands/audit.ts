import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import { Command } from "commander";
import pc from "picocolors";
import type { LedgerRecord } from "../../core/ledger/ledger-record.ts";
import { type ChainVerdict, verifyChain } from "../../core/ledger/verify-chain.ts";
import { exitCodes } from "../exit-codes.ts";
import { deployedNames } from "../target/names.ts";
import { resolveTarget, type Target } from "../target/target.ts";
import { formatResult } from "../terminal/output.ts";
import { type ListOptions, withListOptions } from "./options.ts";

interface AuditOptions extends ListOptions {
  readonly app?: string;
  readonly env?: string;
}

/** Shows the ledger and verifies its hash chains; ends with 1 when one is broken. */
export function auditCommand(): Command {
  return withListOptions(
    new Command("audit").description("the ledger: what was deployed, by whom; verifies its chain"),
  )
    .option("--app <name>", "this application only")
    .option("--env <name>", "this environment only")
    .action(audit);
}

async function audit(options: AuditOptions): Promise<void> {
  const target = await resolveTarget(options);
  const records = (await readLedger(target)).filter((record) => isAskedFor(record, options));
  const chains = verifyStreams(records);
  const columns = {
    stream: (record: LedgerRecord) => record.stream,
    "#": (record: LedgerRecord) => String(record.sequence),
    at: (record: LedgerRecord) => record.at.replace("T", " ").slice(0, 19),
    type: (record: LedgerRecord) => record.type,
    version: (record: LedgerRecord) => record.version,
    "requested by": (record: LedgerRecord) => record.requestedBy,
    hash: (record: LedgerRecord) => record.hash.slice(0, 12),
  };
  const value = { chains, records };
  process.stdout.write(
    formatResult({ value, rows: records, columns, empty: emptyText(options) }, options.output),
  );
  for (const { stream, verdict } of chains) process.stderr.write(`${verdictLine(stream, verdict)}\n`);
  if (chains.some(({ verdict }) => !verdict.intact)) process.exitCode = exitCodes.failed;
}

function emptyText({ app, env }: AuditOptions): string {
  if (app === undefined && env === undefined) return "The ledger is empty.";
  return `The ledger has no record of ${[app, env].filter((name) => name !== undefined).join(" in ")}.`;
}

function isAskedFor(record: LedgerRecord, { app, env }: AuditOptions): boolean {
  return (
    (app === undefined || record.application === app) && (env === undefined || record.environment === env)
  );
}

/** Reads every record, in the order of the streams and their sequences. */
export async function readLedger(target: Target): Promise<LedgerRecord[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(target.clientConfig));
  const records: LedgerRecord[] = [];
  for await (const page of paginateScan(
    { client },
    { TableName: deployedNames(target).ledgerTable, ConsistentRead: true },
  )) {
    records.push(...((page.Items ?? []) as LedgerRecord[]));
  }
  return records.sort(
    (one, other) => one.stream.localeCompare(other.stream) || one.sequence - other.sequence,
  );
}

/** Verifies each stream's chain by itself. */
export function verifyStreams(records: readonly LedgerRecord[]): { stream: string; verdict: ChainVerdict }[] {
  const streams = Map.groupBy(records, (record) => record.stream);
  return [...streams].map(([stream, chain]) => ({ stream, verdict: verifyChain(chain) }));
}

function verdictLine(stream: string, verdict: ChainVerdict): string {
  return verdict.intact
    ? `${pc.green("✔")} ${stream}: ${verdict.head.sequence} records, chain intact`
    : `${pc.red("✖")} ${stream}: broken at record ${verdict.sequence}: ${verdict.reason}`;
}
