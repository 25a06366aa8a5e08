import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { readLedger } from "../cli/audit/read-ledger.ts";
import { readHistory } from "../cli/follow/history.ts";
import { foldHistory, type ReleaseProgress, type StageName } from "../cli/follow/stages.ts";
import { projectRoot } from "../cli/project-root.ts";
import { type Artifact, packFolder } from "../cli/release/pack.ts";
import { publishRelease } from "../cli/release/publish.ts";
import { readApplication } from "../cli/release/read-application.ts";
import { executionArn } from "../cli/target/names.ts";
import type { Target } from "../cli/target/target.ts";

const FOLDER = join(projectRoot, "examples/hello-web");
const ENVIRONMENT = "dev";
/** The times come from the history, so to ask rarely loses nothing; to ask often would take processor time from the release. */
const POLL_MS = 200;

/** A version of the example. Another content is another artifact, so another recipe: it has to be baked. */
export interface ExampleVersion {
  readonly version: string;
  readonly content: string;
}

/** How long one release took, and each of its stages. */
export interface ReleaseTimes {
  readonly totalMs: number;
  readonly stagesMs: ReadonlyMap<StageName, number>;
  readonly reused: boolean;
}

/**
 * Releases a version as `repave release` does and times it from before the upload to the execution's end, by the
 * execution's own history. Throws unless the release succeeded, serves and stands in the ledger.
 */
export async function timeRelease(
  target: Target,
  { version, content }: ExampleVersion,
): Promise<ReleaseTimes> {
  const application = await readApplication(FOLDER);
  const artifact = await packWith(content);
  const publishedMs = Date.now();
  const release = await publishRelease(target, {
    ...{ application, artifact, version },
    environment: ENVIRONMENT,
    requestedBy: "bench",
  });
  const progress = await awaitEnd(target, release);
  await requireServedAndAudited(target, release);
  return timesOf(progress, publishedMs);
}

async function packWith(content: string): Promise<Artifact> {
  const copy = await mkdtemp(join(tmpdir(), "repave-bench-app-"));
  try {
    await cp(FOLDER, copy, { recursive: true });
    await writeFile(join(copy, "content.txt"), content);
    return await packFolder(copy);
  } finally {
    await rm(copy, { recursive: true });
  }
}

async function awaitEnd(target: Target, release: string): Promise<ReleaseProgress> {
  const states = new SFNClient(target.clientConfig);
  const arn = executionArn(target, release);
  while (await isUnderWay(states, arn)) await delay(POLL_MS);
  const progress = foldHistory(await readHistory(states, arn));
  if (progress.status === "SUCCEEDED") return progress;
  throw new Error(`${release} ended ${progress.status}: ${progress.error} ${progress.cause}`);
}

/** An execution that does not exist yet is under way: its message is. */
async function isUnderWay(states: SFNClient, executionArn: string): Promise<boolean> {
  try {
    const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
    return status === "RUNNING";
  } catch (error) {
    if (error instanceof Error && error.name === "ExecutionDoesNotExist") return true;
    throw error;
  }
}

async function requireServedAndAudited(target: Target, release: string): Promise<void> {
  const application = (await readApplication(FOLDER)).configuration.application;
  const Name = `/repave/current/${application}/${ENVIRONMENT}`;
  const [{ Parameter }, ledger] = await Promise.all([
    new SSMClient(target.clientConfig).send(new GetParameterCommand({ Name })),
    readLedger(target),
  ]);
  const current = JSON.parse(Parameter?.Value ?? "{}") as { release?: string; url?: string };
  if (current.release !== release) throw new Error(`expected ${Name} to be ${release}: ${Parameter?.Value}`);
  if (!ledger.some((record) => record.release === release)) throw new Error(`${release} is in no ledger`);
  const served = (await (await fetch(`${current.url}/version`)).json()) as { release?: string };
  if (served.release !== release) throw new Error(`expected ${release} to serve; ${served.release} does`);
}

function timesOf({ stages, endedMs = Number.NaN }: ReleaseProgress, publishedMs: number): ReleaseTimes {
  const stagesMs = stages.map((stage): [StageName, number] => [
    stage.name,
    (stage.endedMs ?? Number.NaN) - (stage.startedMs ?? Number.NaN),
  ]);
  const bakery = stages.find(({ name }) => name === "Bakery");
  return {
    totalMs: endedMs - publishedMs,
    stagesMs: new Map(stagesMs),
    reused: bakery?.output?.reused === true,
  };
}
