import {
  GetCommandInvocationCommand,
  InvocationDoesNotExist,
  ListCommandInvocationsCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { commandComment } from "../../core/worker-request.ts";
import type { RunRecord } from "./run-record.ts";

/** A command on an instance. */
export interface PlacedCommand {
  readonly commandId: string;
  readonly instanceId: string;
}

const unfinishedStatuses: readonly string[] = ["Pending", "InProgress", "Delayed", "Cancelling"];

/** How a command stands, in Run Command's words; `DoesNotExist` when it was forgotten or never was. */
export async function readCommandStatus(ssm: SSMClient, command: PlacedCommand): Promise<string> {
  try {
    const { Status = "DoesNotExist" } = await ssm.send(
      new GetCommandInvocationCommand({ CommandId: command.commandId, InstanceId: command.instanceId }),
    );
    return Status;
  } catch (error) {
    if (error instanceof InvocationDoesNotExist) return "DoesNotExist";
    throw error;
  }
}

/** Whether a command with this status may still come to an answer. */
export function isUnfinished(status: string): boolean {
  return unfinishedStatuses.includes(status);
}

/**
 * The command of a run's attempt: the one that was noted or, when a crash came between sending and noting, the one whose
 * comment names the attempt.
 */
export async function findCommand(ssm: SSMClient, run: RunRecord): Promise<PlacedCommand | undefined> {
  const { commandId, instanceId } = run;
  if (commandId !== undefined && instanceId !== undefined) return { commandId, instanceId };
  const { CommandInvocations = [] } = await ssm.send(
    new ListCommandInvocationsCommand({ Filters: [{ key: "InvokedAfter", value: run.startedAt }] }),
  );
  const comment = commandComment(run.id, run.attempt);
  const sent = CommandInvocations.find((invocation) => invocation.Comment === comment);
  if (sent?.CommandId === undefined || sent.InstanceId === undefined) return undefined;
  return { commandId: sent.CommandId, instanceId: sent.InstanceId };
}
