import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { type FollowOptions, followRelease, type ProgressReport } from "../follow/follow-release.ts";
import type { EndedRelease } from "../follow/outcome.ts";
import { buildArtifact } from "../release/build-artifact.ts";
import { commitOf } from "../release/commit-of.ts";
import { publishRelease } from "../release/publish.ts";
import { readApplication, versionOf } from "../release/read-application.ts";
import { createRefusalCheck } from "../release/refusal.ts";
import { requestedBy } from "../release/requested-by.ts";
import { readApplications } from "../target/applications.ts";
import { deployedNames } from "../target/names.ts";
import type { Target } from "../target/target.ts";

/** The environment that `repave up` releases the example to. */
export const EXAMPLE_ENVIRONMENT = "dev";

/** An example's folder as the release that it would be. */
export interface Example {
  readonly folder: string;
  readonly application: string;
  readonly version: string;
}

/** Reads which application and version an example's folder holds. */
export async function readExample(folder: string): Promise<Example> {
  const [{ configuration }, version] = await Promise.all([
    readApplication(folder),
    versionOf(folder, undefined),
  ]);
  return { folder, application: configuration.application, version };
}

/** Releases that have not ended: those that a stopped runtime left behind go on by themselves. The oldest first. */
export async function releasesUnderWay(target: Target): Promise<{ release: string; startedMs: number }[]> {
  const states = new SFNClient(target.clientConfig);
  const { stateMachineArn } = deployedNames(target);
  const { executions = [] } = await states.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING", maxResults: 100 }),
  );
  const releases = executions.map(({ name = "", startDate }) => ({
    release: name,
    startedMs: startDate?.getTime() ?? 0,
  }));
  return releases.sort((one, other) => one.startedMs - other.startedMs);
}

/** The release of an application that serves. */
export interface LiveRelease {
  readonly version: string;
  readonly url: string;
}

/** What serves of the example, whatever its version: a restart must not put an older one in a newer one's place. */
export async function liveRelease(
  target: Target,
  { application }: Example,
): Promise<LiveRelease | undefined> {
  const live = (await readApplications(target)).find(
    (row) => row.application === application && row.environment === EXAMPLE_ENVIRONMENT,
  );
  if (live === undefined) return undefined;
  return { version: String(live.current.version), url: String(live.current.url) };
}

type Following = Pick<FollowOptions, "signal"> & {
  readonly target: Target;
  readonly onProgress: (report: ProgressReport) => void;
};

/** Publishes the example and follows it to its end. */
export async function releaseExample(example: Example, following: Following): Promise<EndedRelease> {
  const { folder, version } = example;
  const application = await readApplication(folder);
  const [artifact, commit] = await Promise.all([buildArtifact(application), commitOf(folder)]);
  const publishedMs = Date.now();
  const release = await publishRelease(following.target, {
    application,
    artifact,
    environment: EXAMPLE_ENVIRONMENT,
    version,
    requestedBy: requestedBy(),
    reason: "repave up",
    ...(commit === undefined ? {} : { commit }),
  });
  const onAbsent = createRefusalCheck(following.target, release);
  return { release, publishedMs, progress: await followRelease({ ...following, release, onAbsent }) };
}
