import { requestParameter, runId, type ValidatePayload } from "../../core/worker-request.ts";
import { type StartOutcome, startOrAttach } from "../command/start-or-attach.ts";
import type { WorkerTools } from "../command/worker-tools.ts";
import type { StageEventWith } from "../lambda/stage-event.ts";
import { readResolvedRelease } from "../parameters/read-resolved-release.ts";

export interface ValidationTools extends WorkerTools {
  readonly imagesBucket: string;
  readonly reportsBucket: string;
}

type ValidationEvent = StageEventWith<"taskToken" | "preProvision" | "bakery" | "provision">;

/** Has a worker check every new instance and the stack; the gate comes from the release's configuration. */
export function validateStack(tools: ValidationTools, event: ValidationEvent): Promise<StartOutcome> {
  const { release, taskToken } = event;
  return startOrAttach(tools, {
    ...{ stage: "validate", release, taskToken },
    prepare: async () => {
      const place = await readResolvedRelease(tools, event.preProvision);
      return { place, payload: validatePayload(tools, event, place.configuration.run.port) };
    },
  });
}

function validatePayload(tools: ValidationTools, event: ValidationEvent, port: number): ValidatePayload {
  const { release, preProvision, bakery, provision } = event;
  return {
    gate: preProvision.gate,
    image: { id: bakery.imageId, digest: bakery.digest, recipeDigest: bakery.recipeDigest },
    stack: provision,
    buckets: [tools.artifactsBucket, tools.imagesBucket, tools.reportsBucket, tools.logsBucket],
    parameters: [
      preProvision.configParameter,
      preProvision.resolvedParameter,
      requestParameter(runId(release.id, "provision")),
    ],
    reports: { bucket: tools.reportsBucket, prefix: `validation/${release.id}` },
    run: { port },
  };
}
