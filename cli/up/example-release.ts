import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { readApplications } from "../commands/apps.ts";
import { type FollowOptions, followRelease, type ProgressReport } from "../follow/follow-release.ts";
import { buildArtifact } from "../release/build-artifact.ts";
import { publishRelease } from "../release/publish.ts";
import { readApplication, versionOf } from "../release/read-application.ts";
import { commitOf, requestedBy } from "../release/requested-by.ts";
import { deployedNames } from "../target/names.ts";
import type { Target } from "../target/target.ts";
import type { EndedRelease } from "./outcome.ts";

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

/** The address of the example when this very version of it is the one that serves. */
export async function liveUrl(target: Target, example: Example): Promise<string | undefined> {
  const applications = await readApplications(target);
  const live = applications.find(
    ({ application, environment, current }) =>
      application === example.application &&
      environment === EXAMPLE_ENVIRONMENT &&
      current.version === example.version,
  );
  return typeof live?.current.url === "string" ? live.current.url : undefined;
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
  return { release, publishedMs, progress: await followRelease({ ...following, release }) };
}
