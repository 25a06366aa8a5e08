import pc from "picocolors";

/** What a started Step Functions service tells of itself. */
export interface SfnStart {
  readonly version: string;
  readonly endpoint: string;
  readonly region: string;
  readonly dataDir: string;
}

const SERVICES_BESIDE = "lambda logs events sns sqs dynamodb s3 ssm sts iam kms";

/** Where it listens, how to point a client at it, where its state is. */
export function sfnBanner({ version, endpoint, region, dataDir }: SfnStart): string {
  const folder = /^[\w./-]+$/.test(dataDir) ? dataDir : `'${dataDir.replaceAll("'", "'\\''")}'`;
  return [
    "",
    `  ${pc.bold("repave")} ${pc.dim(`${version} · Step Functions on this machine`)}`,
    "",
    `  endpoint   ${pc.cyan(endpoint)} ${pc.dim(`in ${region}`)}`,
    `  for tasks  ${SERVICES_BESIDE}`,
    `  state      ${dataDir} ${pc.dim(`(npx repave reset --data-dir ${folder} clears it)`)}`,
    "",
    "  Any SDK, in another terminal:",
    `    eval "$(npx repave env --data-dir ${folder})"   ${pc.dim("endpoint, region and credentials for that shell")}`,
    "    aws stepfunctions list-state-machines",
    "",
    pc.dim("  Ctrl-C stops it; executions under way go on with the next start."),
    "",
    "",
  ].join("\n");
}
