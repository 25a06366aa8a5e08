import { randomUUID } from "node:crypto";
import type { SendCommandCommandInput, SendCommandCommandOutput } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { commandOperation } from "../command-operation.ts";
import { emitCommand } from "../command-status.ts";
import type { RunCommand } from "../context.ts";
import { parseDocument } from "../document-content.ts";
import { findCommandTargets, type ManagedInstance } from "../instances.ts";
import { resolveParameters } from "../parameter-values.ts";
import type { CommandRecord, InvocationRecord } from "../records.ts";
import { toCommand } from "../shape.ts";
import { findDocument, findVersion, invocationKey } from "../state.ts";

/** Sends a document to instances; each begins at once. Everything is checked before the command exists. */
export const sendCommand = ({ state, runtime, agent }: RunCommand) =>
  commandOperation<SendCommandCommandInput, SendCommandCommandOutput>(
    [
      "InstanceIds",
      "Targets",
      "DocumentName",
      "DocumentVersion",
      "DocumentHash",
      "DocumentHashType",
      "TimeoutSeconds",
      "Comment",
      "Parameters",
    ],
    async (input) => {
      const document = findDocument(state, input.DocumentName);
      const version = findVersion(document, input.DocumentVersion);
      if (input.DocumentHash !== undefined && input.DocumentHash.toLowerCase() !== version.hash) {
        throw new AwsError(
          "InvalidDocument",
          `the hash of ${document.name} is ${version.hash}, not ${input.DocumentHash}`,
        );
      }
      const {
        TimeoutSeconds: timeoutSeconds = 3600,
        Parameters: parameters = {},
        Targets: targets = [],
      } = input;
      if (timeoutSeconds < 30 || timeoutSeconds > 2_592_000) {
        throw new AwsError("ValidationException", "TimeoutSeconds is 30 to 2592000");
      }
      const content = parseDocument(version.content, version.format);
      resolveParameters(content, parameters);
      const { InstanceIds = [] } = input;
      const instances = await findCommandTargets(runtime, { InstanceIds, Targets: targets });
      const status = instances.length === 0 ? ("Success" as const) : ("Pending" as const);
      const command: CommandRecord = {
        ...{
          commandId: randomUUID(),
          documentName: document.name,
          documentVersion: input.DocumentVersion ?? "$DEFAULT",
        },
        ...{
          content: JSON.stringify(content),
          parameters,
          comment: input.Comment ?? "",
          targets,
          timeoutSeconds,
          status,
        },
        instanceIds: instances.map((it) => it.instanceId),
        requestedMs: runtime.clock.now(),
        statusDetails: instances.length === 0 ? "NoInstancesInTag" : "Pending",
      };
      state.commands.put(command.commandId, command);
      for (const instance of instances)
        state.invocations.put(invocationKey({ ...command, ...instance }), begin(command, instance));
      emitCommand(runtime, command);
      for (const { instanceId } of instances) agent.deliver({ commandId: command.commandId, instanceId });
      return { Command: toCommand(state, command) };
    },
  );

function begin(
  { commandId, requestedMs }: CommandRecord,
  { instanceId, name }: ManagedInstance,
): InvocationRecord {
  const pending = { status: "Pending", statusDetails: "Pending", steps: [] } as const;
  return { commandId, instanceId, instanceName: name, requestedMs, ...pending };
}
