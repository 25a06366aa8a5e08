import type { DescribeStateMachineInput, DescribeStateMachineOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { describedMachine } from "../machine-description.ts";
import { findMachine, type States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html: also for a version. */
export function describeStateMachine(
  states: States,
): Operation<DescribeStateMachineInput, DescribeStateMachineOutput> {
  return (input) => {
    const machine = findMachine(states, input.stateMachineArn);
    return describedMachine(machine, input.stateMachineArn ?? machine.arn);
  };
}
