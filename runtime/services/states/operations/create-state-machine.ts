import { isDeepStrictEqual } from "node:util";
import type {
  CreateStateMachineInput,
  CreateStateMachineOutput,
  LoggingConfiguration,
} from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { checkRole } from "../arns.ts";
import { checkDefinition } from "../definition-check.ts";
import { checkEncryption, sameEncryption } from "../encryption.ts";
import { checkLogging, LOGS_NOTHING } from "../logging.ts";
import type { StateMachine } from "../state.ts";
import { checkName, type States, statesArn } from "../states.ts";
import { checkTags } from "../tags.ts";
import { publish } from "./publish-state-machine-version.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html: idempotent by content. */
export function createStateMachine(
  states: States,
): Operation<CreateStateMachineInput, CreateStateMachineOutput> {
  return (input) => {
    const name = checkName(input.name);
    const type = input.type ?? "STANDARD";
    if (input.versionDescription !== undefined && input.publish !== true) {
      throw new AwsError("ValidationException", "Version description can only be set when publish is true");
    }
    checkRole(input.roleArn);
    checkDefinition(input.definition ?? "", type);
    const logging = checkLogging(input.loggingConfiguration);
    const arn = statesArn(states, "stateMachine", name);
    const machine = states.state.machines.get(arn) ?? create(states, { input, arn, name, type, logging });
    if (!isSameRequest(machine, { input, type, logging })) {
      throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
    }
    const version = input.publish === true ? publish(states, machine, input.versionDescription) : undefined;
    return {
      stateMachineArn: arn,
      creationDate: new Date(machine.createdMs),
      ...(version === undefined ? {} : { stateMachineVersionArn: version.versionArn }),
    };
  };
}

/** Another role, and other tags, are ignored, as on AWS. */
function isSameRequest(
  machine: StateMachine,
  { input, type, logging }: Pick<Creation, "input" | "type" | "logging">,
): boolean {
  return (
    machine.definition === input.definition &&
    machine.type === type &&
    isDeepStrictEqual(machine.loggingConfiguration ?? LOGS_NOTHING, logging ?? LOGS_NOTHING) &&
    (machine.tracingConfiguration?.enabled ?? false) === (input.tracingConfiguration?.enabled ?? false) &&
    sameEncryption(machine.encryptionConfiguration, input.encryptionConfiguration)
  );
}

interface Creation {
  readonly input: CreateStateMachineInput;
  readonly arn: string;
  readonly name: string;
  readonly type: StateMachine["type"];
  readonly logging: LoggingConfiguration | undefined;
}

function create({ runtime, state }: States, { input, arn, name, type, logging }: Creation): StateMachine {
  const encryption = checkEncryption(input.encryptionConfiguration);
  const machine: StateMachine = {
    arn,
    name,
    type,
    definition: input.definition ?? "",
    roleArn: input.roleArn ?? "",
    createdMs: runtime.clock.now(),
    ...(logging === undefined ? {} : { loggingConfiguration: logging }),
    ...(input.tracingConfiguration === undefined ? {} : { tracingConfiguration: input.tracingConfiguration }),
    ...(encryption === undefined ? {} : { encryptionConfiguration: encryption }),
    tags: checkTags(input.tags),
    lastVersion: 0,
  };
  state.machines.put(arn, machine);
  return machine;
}
