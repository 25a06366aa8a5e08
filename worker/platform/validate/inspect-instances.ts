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
/** Node's start and the inspection take longer than all that is asked for meanwhile. */
const firstLookMs = 25;

/** The folder of an instance's root, and the program in it. */
const inspectCommand = "exec node opt/repave/inspect.mjs";

/** Waits for the inspections of all instances; gives what each found by instance id. */
export type ReadInspections = () => Promise<ReadonlyMap<string, Inspection>>;

/**
 * Starts the inspection program on every instance, at once, by Run Command. Resolves as soon as it is under way, so that all else
 * can be asked for meanwhile.
 */
export async function beginInspections(
  work: Audit,
  instanceIds: readonly string[],
): Promise<ReadInspections> {
  const { ssm } = work.clients;
  const batches = chunksOf(instanceIds, instancesPerCommand);
  const sent = await Promise.all(batches.map((ids) => sendInspection({ ssm, work, ids })));
  return async () => new Map((await Promise.all(sent.map(readBatch))).flat());
}

interface Batch {
  readonly ssm: SSMClient;
  readonly work: Audit;
  readonly ids: readonly string[];
}

interface SentBatch extends Batch {
  readonly CommandId: string;
}

async function sendInspection(batch: Batch): Promise<SentBatch> {
  const { Command } = await batch.ssm.send(
    new SendCommandCommand({
      DocumentName: "AWS-RunShellScript",
      InstanceIds: [...batch.ids],
      Comment: `inspection for ${batch.work.request.releaseId}`.slice(0, 100),
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
  return { ...batch, CommandId };
}

function readBatch({ ids, ...sent }: SentBatch): Promise<readonly (readonly [string, Inspection])[]> {
  return Promise.all(ids.map(async (id) => [id, await readInspection({ ...sent, id })] as const));
}

interface Invocation extends Omit<SentBatch, "ids"> {
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
    firstLookMs,
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
