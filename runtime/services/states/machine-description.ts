import type { DescribeStateMachineOutput } from "@aws-sdk/client-sfn";
import { variableReferences } from "../../asl/variable-references.ts";
import type { StateMachine, StateMachineVersion } from "./state.ts";

/** A state machine or version as DescribeStateMachine answers. */
export function describedMachine(
  machine: StateMachine | StateMachineVersion,
  arn: string,
): DescribeStateMachineOutput {
  const version = "versionArn" in machine ? machine : undefined;
  const references = variableReferences(machine.definition);
  return {
    stateMachineArn: arn,
    name: machine.name,
    status: "ACTIVE",
    definition: machine.definition,
    roleArn: machine.roleArn,
    type: machine.type,
    creationDate: new Date(version?.publishedMs ?? machine.createdMs),
    loggingConfiguration: machine.loggingConfiguration ?? { level: "OFF", includeExecutionData: false },
    tracingConfiguration: machine.tracingConfiguration ?? { enabled: false },
    // DIVERGES: AWS also names its own key; the recordings are from before it did.
    ...(machine?.encryptionConfiguration === undefined
      ? {}
      : { encryptionConfiguration: machine.encryptionConfiguration }),
    ...(machine.revisionId === undefined ? {} : { revisionId: machine.revisionId }),
    ...(version?.description === undefined ? {} : { description: version.description }),
    ...(Object.keys(references).length === 0 ? {} : { variableReferences: references }),
  };
}

/** What is left of a description with `METADATA_ONLY`: an empty definition stands for the one that there is. */
export function withoutDefinition<Described extends { definition: string | undefined }>(
  described: Described,
): Omit<Described, "variableReferences"> {
  const { variableReferences: _references, ...metadata } = described as Described & {
    variableReferences?: unknown;
  };
  return { ...metadata, definition: "{}" } as Omit<Described, "variableReferences">;
}
