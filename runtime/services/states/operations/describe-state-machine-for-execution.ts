import type {
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput,
} from "@aws-sdk/client-sfn";
import { variableReferences } from "../../../asl/variable-references.ts";
import type { Operation } from "../../../kernel/service.ts";
import { infoOf } from "../execution-info.ts";
import { findExecution, type States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html */
export function describeStateMachineForExecution(
  states: States,
): Operation<DescribeStateMachineForExecutionInput, DescribeStateMachineForExecutionOutput> {
  return (input) => {
    const row = findExecution(states, input.executionArn);
    const { identity, revisionId } = infoOf(row);
    const definition = states.driver.definitionText(row.definitionHash);
    const references = variableReferences(definition);
    const machine = states.state.machines.get(row.stateMachineArn);
    return {
      stateMachineArn: row.stateMachineArn,
      name: identity.stateMachineName,
      definition,
      roleArn: identity.roleArn,
      updateDate: new Date(machine?.createdMs ?? row.startedMs),
      loggingConfiguration: machine?.loggingConfiguration ?? { level: "OFF", includeExecutionData: false },
      tracingConfiguration: machine?.tracingConfiguration ?? { enabled: false },
      // DIVERGES: AWS also names its own key; the recordings are from before it did.
      ...(machine?.encryptionConfiguration === undefined
        ? {}
        : { encryptionConfiguration: machine.encryptionConfiguration }),
      ...(revisionId === undefined ? {} : { revisionId }),
      ...(Object.keys(references).length === 0 ? {} : { variableReferences: references }),
    };
  };
}
