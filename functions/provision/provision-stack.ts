import { applicationLogGroup, type ResolvedRelease } from "../../core/config/run-configuration.ts";
import { type ProvisionPayload, runId } from "../../core/worker-request.ts";
import { releaseRecipeLock } from "../command/recipe-lock.ts";
import { type StartOutcome, startOrAttach } from "../command/start-or-attach.ts";
import type { WorkerTools } from "../command/worker-tools.ts";
import { settleAll } from "../lambda/settle-all.ts";
import type { StageEventWith } from "../lambda/stage-event.ts";
import { readResolvedRelease } from "../parameters/read-resolved-release.ts";

type ProvisionEvent = StageEventWith<"taskToken" | "preProvision" | "bakery">;

/** Has a worker create or update the idle colour with the image. The recipe's lock is let go: its image is there. */
export function provisionStack(tools: WorkerTools, event: ProvisionEvent): Promise<StartOutcome> {
  const { release, taskToken } = event;
  return startOrAttach(tools, {
    ...{ stage: "provision", release, taskToken },
    prepare: async () => {
      const [place] = await settleAll([
        readResolvedRelease(tools, event.preProvision),
        letLockGo(tools, event),
      ]);
      return { place, payload: provisionPayload(event, place) };
    },
  });
}

async function letLockGo(tools: WorkerTools, { release, bakery }: ProvisionEvent): Promise<void> {
  const { recipeDigest } = bakery;
  if (!bakery.reused) await releaseRecipeLock(tools, { recipeDigest, run: runId(release.id, "bake") });
}

function provisionPayload(event: ProvisionEvent, resolved: ResolvedRelease): ProvisionPayload {
  const { release, preProvision, bakery } = event;
  const { health, capacity, permissions, logs, run } = resolved.configuration;
  const { application, environment } = release;
  return {
    imageId: bakery.imageId,
    recipeDigest: bakery.recipeDigest,
    configParameter: { name: preProvision.configParameter, version: preProvision.configVersion },
    network: resolved.network,
    listenerPort: resolved.listenerPort,
    health,
    capacity,
    permissions: [...permissions, ...readSecrets(resolved)],
    logs: { group: applicationLogGroup(application, environment), retentionDays: logs.retentionDays },
    run: { port: run.port },
    tags: {
      "repave:application": application,
      "repave:environment": environment,
      "repave:release": release.id,
    },
  };
}

/** What the instances must be allowed so that they can read the application's secrets by themselves. */
function readSecrets({ account, region, configuration }: ResolvedRelease): ProvisionPayload["permissions"] {
  const { secretParameters } = configuration.run;
  if (secretParameters.length === 0) return [];
  const resources = secretParameters.map((name) => `arn:aws:ssm:${region}:${account}:parameter${name}`);
  return [{ actions: ["ssm:GetParameter", "ssm:GetParameters"], resources }];
}
