import { randomUUID } from "node:crypto";
import type { UpdateStateMachineInput, UpdateStateMachineOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { checkArn, checkRole } from "../arns.ts";
import { checkDefinition } from "../definition-check.ts";
import { checkEncryption } from "../encryption.ts";
import { checkLogging } from "../logging.ts";
import type { StateMachine } from "../state.ts";
import { machineDoesNotExist, refuseMapLabel, type States } from "../states.ts";
import { publish } from "./publish-state-machine-version.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html */
export function updateStateMachine(
  states: States,
): Operation<UpdateStateMachineInput, UpdateStateMachineOutput> {
  return (input) => {
    refuseMapLabel(input.stateMachineArn);
    const machine = findUnqualified(states, input.stateMachineArn);
    if (input.roleArn !== undefined) checkRole(input.roleArn);
    if (input.definition === undefined && input.roleArn === undefined && !changesConfiguration(input)) {
      throw new AwsError(
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
      );
    }
    if (input.versionDescription !== undefined && input.publish !== true)
      throw new AwsError("ValidationException", "Version description can only be set when publish is true");
    if (input.definition !== undefined) checkDefinition(input.definition, machine.type);
    const nowMs = states.runtime.clock.now();
    const updated = { ...update(machine, input), updatedMs: nowMs };
    states.state.machines.put(machine.arn, updated);
    const version = input.publish === true ? publish(states, updated, input.versionDescription) : undefined;
    return {
      updateDate: new Date(nowMs),
      ...(updated.revisionId === undefined ? {} : { revisionId: updated.revisionId }),
      ...(version === undefined ? {} : { stateMachineVersionArn: version.versionArn }),
    };
  };
}

/** Versions do not change. */
function findUnqualified({ state }: States, arn: string | undefined): StateMachine {
  const machine = state.machines.get(checkArn(arn, "stateMachine"));
  if (machine === undefined) throw machineDoesNotExist(arn ?? "");
  return machine;
}

function changesConfiguration(input: UpdateStateMachineInput): boolean {
  return (
    input.loggingConfiguration !== undefined ||
    input.tracingConfiguration !== undefined ||
    input.encryptionConfiguration !== undefined
  );
}

function update(machine: StateMachine, input: UpdateStateMachineInput): StateMachine {
  const logging = checkLogging(input.loggingConfiguration);
  const encryption = checkEncryption(input.encryptionConfiguration);
  const changed = {
    definition: input.definition ?? machine.definition,
    roleArn: input.roleArn ?? machine.roleArn,
  };
  const same = changed.definition === machine.definition && changed.roleArn === machine.roleArn;
  return {
    ...machine,
    ...changed,
    ...(logging === undefined ? {} : { loggingConfiguration: logging }),
    ...(input.tracingConfiguration === undefined ? {} : { tracingConfiguration: input.tracingConfiguration }),
    ...(encryption === undefined ? {} : { encryptionConfiguration: encryption }),
    ...(same ? {} : { revisionId: randomUUID() }),
  };
}
