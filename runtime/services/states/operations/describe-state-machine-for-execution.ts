import type {
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput,
} from "@aws-sdk/client-sfn";
import { variableReferences } from "../../../asl/variable-references.ts";
import type { Operation } from "../../../kernel/service.ts";
import { infoOf } from "../execution-info.ts";
import { withoutDefinition } from "../machine-description.ts";
import { findExecution, type States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html */
export function describeStateMachineForExecution(
  states: States,
): Operation<DescribeStateMachineForExecutionInput, DescribeStateMachineForExecutionOutput> {
  return (input) => {
    const row = findExecution(states, input.executionArn);
    const { identity, revisionId, mapRunArn } = infoOf(row);
    const definition = states.driver.definitionText(row.definitionHash);
    const references = variableReferences(definition);
    const [machineArn = "", label] = row.stateMachineArn.split("/");
    const machine = states.state.machines.get(machineArn);
    const described = {
      stateMachineArn: row.stateMachineArn,
      name: identity.stateMachineName,
      definition,
      roleArn: identity.roleArn,
      updateDate: new Date(machine?.updatedMs ?? machine?.createdMs ?? row.startedMs),
      loggingConfiguration: machine?.loggingConfiguration ?? { level: "OFF", includeExecutionData: false },
      tracingConfiguration: machine?.tracingConfiguration ?? { enabled: false },
      // DIVERGES: AWS also names its own key; the recordings are from before it did.
      ...(machine?.encryptionConfiguration === undefined
        ? {}
        : { encryptionConfiguration: machine.encryptionConfiguration }),
      ...(revisionId === undefined ? {} : { revisionId }),
      ...(Object.keys(references).length === 0 ? {} : { variableReferences: references }),
      ...(mapRunArn === undefined ? {} : { mapRunArn, label }),
    };
    return input.includedData === "METADATA_ONLY" ? withoutDefinition(described) : described;
  };
}
