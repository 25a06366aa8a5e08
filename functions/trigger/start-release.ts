import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { createRelease, type Publication, type Release } from "../../core/release/release.ts";
import { parseReleaseMessage } from "../../core/release/release-message.ts";
import type { Problem } from "../../core/schema/problem.ts";
import { findUnknownNames } from "./find-unknown-names.ts";

export interface StartReleaseTools {
  readonly ssm: SSMClient;
  readonly states: SFNClient;
  readonly stateMachineArn: string;
}

export type StartOutcome =
  | { readonly kind: "started" | "already-started"; readonly release: Release }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/**
 * Starts the execution that a published message asks for, named after the message, so that however often the message is
 * delivered there is one execution. A bad message is refused with everything that is wrong with it. A failing AWS call
 * throws, and Lambda tries again.
 */
export async function startRelease(
  tools: StartReleaseTools,
  message: Readonly<{ text: string }> & Publication,
): Promise<StartOutcome> {
  const parsed = parseReleaseMessage(message.text);
  const unknown = await findUnknownNames(tools.ssm, message.text);
  if (!parsed.valid) return { kind: "refused", problems: [...parsed.problems, ...unknown] };
  if (unknown.length > 0) return { kind: "refused", problems: unknown };
  const { messageId, publishedAt } = message;
  const release = createRelease(parsed.value, { messageId, publishedAt });
  return { kind: await startExecution(tools, release), release };
}

async function startExecution(
  { states, stateMachineArn }: StartReleaseTools,
  release: Release,
): Promise<"started" | "already-started"> {
  try {
    const input = JSON.stringify({ release });
    await states.send(new StartExecutionCommand({ stateMachineArn, name: release.id, input }));
    return "started";
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return "already-started";
    throw error;
  }
}
