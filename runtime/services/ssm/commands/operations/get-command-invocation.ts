import type {
  GetCommandInvocationCommandInput,
  GetCommandInvocationCommandOutput,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { parseDocument } from "../document-content.ts";
import type { CommandRecord, InvocationRecord, StepRecord } from "../records.ts";
import { findCommand, invocationKey } from "../state.ts";

/** How a command fares on one instance, with the output of the step named, or of the last one that ran. */
export const getCommandInvocation = ({ state }: RunCommand) =>
  commandOperation<GetCommandInvocationCommandInput, GetCommandInvocationCommandOutput>(
    ["CommandId", "InstanceId", "PluginName"],
    (input) => {
      const command = findCommand(state, input.CommandId);
      const invocation = state.invocations.get(
        invocationKey({ ...command, instanceId: input.InstanceId ?? "" }),
      );
      if (invocation === undefined) {
        throw new AwsError(
          "InvocationDoesNotExist",
          `the command ${command.commandId} was not sent to ${input.InstanceId}`,
        );
      }
      const step = chooseStep(command, invocation, input.PluginName);
      return {
        CommandId: command.commandId,
        InstanceId: invocation.instanceId,
        Comment: command.comment,
        DocumentName: command.documentName,
        DocumentVersion: command.documentVersion,
        PluginName: step?.name ?? input.PluginName ?? "",
        ResponseCode: step?.responseCode ?? -1,
        ExecutionStartDateTime: step === undefined ? "" : new Date(step.startMs).toISOString(),
        ExecutionElapsedTime: step === undefined ? "" : `PT${(step.endMs - step.startMs) / 1000}S`,
        ExecutionEndDateTime: step === undefined ? "" : new Date(step.endMs).toISOString(),
        Status: input.PluginName === undefined ? invocation.status : (step?.status ?? invocation.status),
        StatusDetails:
          input.PluginName === undefined
            ? invocation.statusDetails
            : (step?.statusDetails ?? invocation.statusDetails),
        StandardOutputContent: step?.stdout ?? "",
        StandardOutputUrl: "",
        StandardErrorContent: step?.stderr ?? "",
        StandardErrorUrl: "",
      };
    },
  );

/** DIVERGES: AWS gives no output of a document with several steps unless one is named; here it is the last one's. */
function chooseStep(
  { content }: CommandRecord,
  { steps }: InvocationRecord,
  name: string | undefined,
): StepRecord | undefined {
  if (name === undefined) return steps.at(-1);
  const { mainSteps } = parseDocument(content, "JSON");
  if (mainSteps.some((step) => step.name === name)) return steps.find((step) => step.name === name);
  throw new AwsError("InvalidPluginName", `the document has no step named ${name}`);
}
