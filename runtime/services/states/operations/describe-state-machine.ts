import type { DescribeStateMachineInput, DescribeStateMachineOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { describedMachine, withoutDefinition } from "../machine-description.ts";
import { labelledProcessor } from "../map-label.ts";
import { findMachine, machineDoesNotExist, type States } from "../states.ts";

/**
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html: also for a version, and for
 * what the distributed Map with a label runs (`<state machine>/<label>`).
 */
export function describeStateMachine(
  states: States,
): Operation<DescribeStateMachineInput, DescribeStateMachineOutput> {
  return (input) => {
    const described = describe(states, input.stateMachineArn ?? "");
    return input.includedData === "METADATA_ONLY" ? withoutDefinition(described) : described;
  };
}

function describe(states: States, arn: string): DescribeStateMachineOutput {
  const [machineArn = arn, label] = arn.split("/");
  const machine = findMachine(states, machineArn);
  if (label === undefined) return describedMachine(machine, arn);
  const definition = labelledProcessor(machine.definition, label);
  if (definition === undefined) throw machineDoesNotExist(arn);
  return { ...describedMachine({ ...machine, definition }, arn), label };
}
