import {
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
  InvocationDoesNotExist,
  SendCommandCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { ValidationFailed } from "../../../core/errors.ts";
import type { Inspection } from "../../inspect/inspection.ts";
import { waitUntil } from "../../wait-until.ts";
import type { Audit } from "./audit.ts";

/** Run Command takes so many instances at once. */
const instancesPerCommand = 50;
const commandSeconds = 60;

/** The folder of an instance's root, and the program in it. */
const inspectCommand = "exec node opt/repave/inspect.mjs";

/** Runs the inspection program on every instance, at once, by Run Command; gives what each found by instance id. */
export async function inspectInstances(
  work: Audit,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, Inspection>> {
  const { ssm } = work.clients;
  const batches = chunksOf(instanceIds, instancesPerCommand);
  const found = await Promise.all(batches.map((ids) => inspectBatch({ ssm, work, ids })));
  return new Map(found.flat());
}

interface Batch {
  readonly ssm: SSMClient;
  readonly work: Audit;
  readonly ids: readonly string[];
}

async function inspectBatch({ ssm, work, ids }: Batch): Promise<readonly (readonly [string, Inspection])[]> {
  const { Command } = await ssm.send(
    new SendCommandCommand({
      DocumentName: "AWS-RunShellScript",
      InstanceIds: [...ids],
      Comment: `inspection for ${work.request.releaseId}`.slice(0, 100),
      TimeoutSeconds: commandSeconds,
      Parameters: {
        commands: [inspectCommand],
        workingDirectory: ["/"],
        executionTimeout: [String(commandSeconds)],
      },
    }),
  );
  const CommandId = Command?.CommandId;
  if (CommandId === undefined) throw new ValidationFailed("the inspection's command was sent without an id");
  return Promise.all(
    ids.map(async (id) => [id, await readInspection({ ssm, work, CommandId, id })] as const),
  );
}

interface Invocation extends Omit<Batch, "ids"> {
  readonly CommandId: string;
  readonly id: string;
}

async function readInspection(invocation: Invocation): Promise<Inspection> {
  const ended = await awaitInvocation(invocation);
  const output = ended.StandardOutputContent ?? "";
  if (ended.Status === "Success") return JSON.parse(output) as Inspection;
  const why = (ended.StandardErrorContent || output).trim().slice(-2000);
  throw new ValidationFailed(`${invocation.id} could not be inspected: ${ended.StatusDetails}. ${why}`);
}

const pendingStates: ReadonlySet<string | undefined> = new Set([
  "Pending",
  "InProgress",
  "Delayed",
  "Cancelling",
]);

async function awaitInvocation({
  ssm,
  work,
  CommandId,
  id,
}: Invocation): Promise<GetCommandInvocationCommandOutput> {
  let latest: GetCommandInvocationCommandOutput | undefined;
  await waitUntil({
    what: `the inspection of ${id}`,
    deadlineMs: (commandSeconds + 10) * 1000,
    longestDelayMs: 200,
    signal: work.progress.signal,
    isDone: async () => {
      latest = await getInvocation(ssm, CommandId, id);
      return latest !== undefined && !pendingStates.has(latest.Status);
    },
  });
  if (latest === undefined) throw new ValidationFailed(`the inspection of ${id} left no trace`);
  return latest;
}

/** Undefined while Run Command has not made the invocation yet. */
async function getInvocation(ssm: SSMClient, CommandId: string, InstanceId: string) {
  try {
    return await ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
  } catch (error) {
    if (error instanceof InvocationDoesNotExist) return undefined;
    throw error;
  }
}

function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => index * size);
  return starts.map((start) => items.slice(start, start + size));
}
