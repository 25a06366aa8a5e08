import type { ResolvedRelease } from "../../core/config/run-configuration.ts";
import type { BakeryResult } from "../../core/stage-results.ts";
import { type BakePayload, runId } from "../../core/worker-request.ts";
import { releaseRecipeLock, takeRecipeLock } from "../command/recipe-lock.ts";
import { type StartOutcome, startOrAttach } from "../command/start-or-attach.ts";
import type { WorkerTools } from "../command/worker-tools.ts";
import type { StageEventWith } from "../lambda/stage-event.ts";
import { readResolvedRelease } from "../parameters/read-resolved-release.ts";
import { answerToken } from "../states/answer-token.ts";
import { isReleaseRunning } from "../states/describe-release.ts";
import { findImage } from "./find-image.ts";

export interface BakeryTools extends WorkerTools {
  readonly imagesBucket: string;
  readonly stateMachineArn: string;
}

type BakeryEvent = StageEventWith<"taskToken" | "preProvision">;

/**
 * Answers with the recipe's image when there is one; else has a worker bake it, under the recipe's lock, so that two
 * releases of one recipe never bake it twice.
 */
export async function findOrBake(tools: BakeryTools, event: BakeryEvent): Promise<StartOutcome | "reused"> {
  const { recipeDigest } = event.preProvision;
  const known = await findImage(tools.ec2, recipeDigest);
  if (known !== undefined) return reuse(tools, event, known);
  const lock = { recipeDigest, run: runId(event.release.id, "bake") };
  await takeRecipeLock(tools, lock, (run) => isRunLive(tools, run));
  const [madeMeanwhile, resolved] = await Promise.all([
    findImage(tools.ec2, recipeDigest),
    readResolvedRelease(tools, event.preProvision),
  ]);
  if (madeMeanwhile === undefined) return bake(tools, event, resolved);
  await releaseRecipeLock(tools, lock);
  return reuse(tools, event, madeMeanwhile);
}

async function reuse(tools: BakeryTools, event: BakeryEvent, image: BakeryResult): Promise<"reused"> {
  await answerToken(tools.states, event.taskToken, { status: "SUCCEEDED", output: image });
  return "reused";
}

function bake(tools: BakeryTools, event: BakeryEvent, resolved: ResolvedRelease): Promise<StartOutcome> {
  const { release, taskToken } = event;
  return startOrAttach(tools, {
    stage: "bake",
    release,
    taskToken,
    prepare: async () => ({ place: resolved, payload: bakePayload(tools, event, resolved) }),
  });
}

function bakePayload(tools: BakeryTools, event: BakeryEvent, resolved: ResolvedRelease): BakePayload {
  const { release, preProvision } = event;
  const { recipe, recipeDigest, imageName } = preProvision;
  const { command, port } = resolved.configuration.run;
  return {
    recipe,
    recipeDigest,
    imageName,
    baseImage: recipe.baseImage,
    artifact: release.artifact,
    files: resolved.configuration.files,
    run: { command, port },
    images: { bucket: tools.imagesBucket, prefix: `images/${imageName}` },
    shareWithAccount: resolved.account,
    tags: { "repave:application": release.application, "repave:release": release.id },
  };
}

/** A bake run lives as long as its release does; its id begins with the release's. */
function isRunLive({ states, stateMachineArn }: BakeryTools, run: string): Promise<boolean> {
  const releaseId = run.slice(0, run.lastIndexOf("/"));
  return isReleaseRunning(states, { stateMachineArn, releaseId });
}
