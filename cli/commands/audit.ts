import { Command } from "commander";
import pc from "picocolors";
import type { LedgerRecord } from "../../core/ledger/ledger-record.ts";
import type { ChainVerdict } from "../../core/ledger/verify-chain.ts";
import { readLedger, verifyStreams } from "../audit/read-ledger.ts";
import {
  findUnrecordedReleases,
  listEndedReleases,
  type UnrecordedRelease,
} from "../audit/unrecorded-releases.ts";
import { exitCodes } from "../exit-codes.ts";
import { resolveTarget } from "../target/target.ts";
import { formatResult } from "../terminal/output.ts";
import { type ListOptions, withListOptions } from "./options.ts";

interface AuditOptions extends ListOptions {
  readonly app?: string;
  readonly env?: string;
}

/** Shows the ledger, verifies its hash chains and that no release is missing; ends with 1 when it cannot be trusted. */
export function auditCommand(): Command {
  return withListOptions(
    new Command("audit").description(
      "the ledger: what was deployed, by whom; verifies that nothing was changed in it or taken out of it",
    ),
  )
    .option("--app <name>", "this application only")
    .option("--env <name>", "this environment only")
    .action(audit);
}

async function audit(options: AuditOptions): Promise<void> {
  const target = await resolveTarget(options);
  const ended = await listEndedReleases(target);
  const ledger = await readLedger(target);
  const records = ledger.filter((record) => isAskedFor(record, options));
  const chains = verifyStreams(records);
  const missing = findUnrecordedReleases(ended, { records: ledger, nowMs: Date.now() });
  const unrecorded = missing.filter(isNamedAs(options));
  const columns = {
    stream: (record: LedgerRecord) => record.stream,
    "#": (record: LedgerRecord) => String(record.sequence),
    at: (record: LedgerRecord) => record.at.replace("T", " ").slice(0, 19),
    type: (record: LedgerRecord) => record.type,
    version: (record: LedgerRecord) => record.version,
    "requested by": (record: LedgerRecord) => record.requestedBy,
    hash: (record: LedgerRecord) => record.hash.slice(0, 12),
  };
  const value = { chains, unrecorded, records };
  process.stdout.write(
    formatResult({ value, rows: records, columns, empty: emptyText(options) }, options.output),
  );
  const verdicts = chains.map(({ stream, verdict }) => verdictLine(stream, verdict));
  for (const line of [...verdicts, ...unrecorded.map(unrecordedLine)]) process.stderr.write(`${line}\n`);
  if (unrecorded.length > 0 || chains.some(({ verdict }) => !verdict.intact))
    process.exitCode = exitCodes.failed;
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

/** A release's id begins with its application and environment. */
function isNamedAs({ app, env }: AuditOptions) {
  return ({ release }: UnrecordedRelease): boolean =>
    (app === undefined || release.startsWith(`${app}-`)) &&
    (env === undefined || release.includes(`-${env}-`));
}

function verdictLine(stream: string, verdict: ChainVerdict): string {
  return verdict.intact
    ? `${pc.green("✔")} ${stream}: ${verdict.head.sequence} records, chain intact`
    : `${pc.red("✖")} ${stream}: broken at record ${verdict.sequence}: ${verdict.reason}`;
}

function unrecordedLine({ release, status }: UnrecordedRelease): string {
  return `${pc.red("✖")} ${release}: ${status} in Step Functions, but its end is not in the ledger`;
}
