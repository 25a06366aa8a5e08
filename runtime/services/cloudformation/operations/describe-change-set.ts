import type {
  DescribeChangeSetCommandInput,
  DescribeChangeSetCommandOutput,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { findChangeSet } from "../change-sets.ts";
import type { PlannedChange } from "../records.ts";
import type { Stacks } from "../stacks.ts";

type Output = Omit<DescribeChangeSetCommandOutput, "$metadata">;
type Change = NonNullable<Output["Changes"]>[number];

/** DescribeChangeSet: every change on one page. */
export function describeChangeSet(stacks: Stacks): Operation<DescribeChangeSetCommandInput, Output> {
  return (input) => {
    refuseMembers(input, ["IncludePropertyValues"], { code: "ValidationError" });
    const changeSet = findChangeSet(stacks, input);
    const { description, statusReason } = changeSet;
    return {
      ChangeSetId: changeSet.changeSetId,
      ChangeSetName: changeSet.name,
      StackId: changeSet.stackId,
      StackName: changeSet.stackName,
      Status: changeSet.status,
      ExecutionStatus: changeSet.executionStatus,
      ...(statusReason !== undefined && { StatusReason: statusReason }),
      ...(description !== undefined && { Description: description }),
      CreationTime: new Date(changeSet.creationTimeMs),
      Capabilities: [...changeSet.capabilities] as NonNullable<Output["Capabilities"]>,
      Tags: [...changeSet.tags],
      Parameters: changeSet.definition.parameters.map(({ key, value, resolved }) => ({
        ParameterKey: key,
        ParameterValue: value,
        ...(resolved !== undefined && { ResolvedValue: resolved }),
      })),
      Changes: changeSet.changes.map(describe),
    };
  };
}

function describe({ action, logicalId, type, physicalId, replacement }: PlannedChange): Change {
  return {
    Type: "Resource",
    ResourceChange: {
      Action: action,
      LogicalResourceId: logicalId,
      ResourceType: type,
      ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
      ...(replacement !== undefined && { Replacement: replacement }),
    },
  };
}
