import type { PublishStateMachineVersionInput, PublishStateMachineVersionOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { checkArn } from "../arns.ts";
import type { StateMachine, StateMachineVersion } from "../state.ts";
import { machineDoesNotExist, type States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html */
export function publishStateMachineVersion(
  states: States,
): Operation<PublishStateMachineVersionInput, PublishStateMachineVersionOutput> {
  return (input) => {
    const arn = checkArn(input.stateMachineArn, "stateMachine");
    const machine = states.state.machines.get(arn);
    if (machine === undefined) throw machineDoesNotExist(arn);
    if (input.revisionId !== undefined && input.revisionId !== (machine.revisionId ?? "")) {
      const message = `Failed to publish the State Machine version for revision ${input.revisionId}. The current State Machine revision is ${machine.revisionId ?? null}.`;
      throw new AwsError("ConflictException", message);
    }
    const version = publish(states, machine, input.description);
    return { creationDate: new Date(version.publishedMs), stateMachineVersionArn: version.versionArn };
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-versions */
const MOST_VERSIONS = 1000;

/** A new version of a state machine, or the latest one when nothing has changed since. */
export function publish(
  states: States,
  machine: StateMachine,
  description: string | undefined,
): StateMachineVersion {
  const { state, runtime } = states;
  const latest = state.versions.get(`${machine.arn}:${machine.lastVersion}`);
  if (latest !== undefined && latest.definition === machine.definition && latest.roleArn === machine.roleArn)
    return latest;
  const kept = [...state.versions.values(`${machine.arn}:`)].length;
  if (kept >= MOST_VERSIONS) {
    const message = `A state machine has at most ${MOST_VERSIONS} versions; delete some that are not used`;
    throw new AwsError("ServiceQuotaExceededException", message);
  }
  const version = machine.lastVersion + 1;
  const published: StateMachineVersion = {
    ...machine,
    version,
    versionArn: `${machine.arn}:${version}`,
    publishedMs: runtime.clock.now(),
    ...(description === undefined ? {} : { description }),
  };
  state.versions.put(published.versionArn, published);
  state.machines.put(machine.arn, { ...machine, lastVersion: version });
  return published;
}
