import { setTimeout as delay } from "node:timers/promises";
import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-codes.ts";

const beginnings: ReadonlySet<string> = new Set(["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"]);

/** The name of repave's own stack. */
export const STACK = "repave";

/** The stack as it is now; undefined when there is none. */
export async function readStack(cloudFormation: CloudFormationClient): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
    return Stacks[0];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** How to wait for the stack. */
export interface StackWait {
  readonly cloudFormation: CloudFormationClient;
  readonly pollMs: number;
  readonly onEvent: (text: string) => void;
}

/** Waits until the stack is at rest and gives its status. */
export async function settleStack({ cloudFormation, pollMs, onEvent }: StackWait): Promise<string> {
  for (;;) {
    const status = (await readStack(cloudFormation))?.StackStatus ?? "";
    if (!status.endsWith("_IN_PROGRESS")) return status;
    const newest = (await readEvents(cloudFormation))[0];
    if (newest !== undefined)
      onEvent(`${newest.ResourceType} ${newest.LogicalResourceId} ${newest.ResourceStatus}`);
    await delay(pollMs);
  }
}

/** As `settleStack`; throws with every failed resource's reason when the stack did not get where it should. */
export async function waitForStack(wait: StackWait): Promise<void> {
  await requireComplete(wait.cloudFormation, await settleStack(wait));
}

async function requireComplete(cloudFormation: CloudFormationClient, status: string): Promise<void> {
  if (status === "CREATE_COMPLETE" || status === "UPDATE_COMPLETE") return;
  const reasons = failureReasons(await readDeployment(cloudFormation));
  const lines = reasons.map((reason) => `\n  ${reason}`).join("");
  const isDiskFull = reasons.some((reason) => /\bENOSPC\b/.test(reason));
  throw new CliError(`the stack ${STACK} could not be deployed (${status}):${lines}`, {
    exitCode: isDiskFull ? exitCodes.noDisk : exitCodes.failed,
  });
}

/** Why a deployment failed: a line for each resource that did, the first to fail first. */
export function failureReasons(newestFirst: readonly StackEvent[]): string[] {
  const failed = newestFirst.filter(({ ResourceStatus = "" }) => ResourceStatus.endsWith("_FAILED"));
  const reasons = failed
    .toReversed()
    .map(
      ({ ResourceType, LogicalResourceId, ResourceStatusReason, ResourceStatus }) =>
        `${ResourceType} ${LogicalResourceId}: ${ResourceStatusReason ?? ResourceStatus}`,
    );
  return [...new Set(reasons)];
}

async function readEvents(cloudFormation: CloudFormationClient): Promise<StackEvent[]> {
  const { StackEvents = [] } = await cloudFormation.send(
    new DescribeStackEventsCommand({ StackName: STACK }),
  );
  return StackEvents;
}

/** Every event of the last deployment, the newest first: a rollback alone fills the first page. */
async function readDeployment(client: CloudFormationClient): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: STACK })) {
    const begin = StackEvents.findIndex(isBegin);
    events.push(...StackEvents.slice(0, begin === -1 ? undefined : begin + 1));
    if (begin !== -1) break;
  }
  return events;
}

/** A deployment begins with the stack itself, not with one of its resources. */
function isBegin({ LogicalResourceId, ResourceStatus }: StackEvent): boolean {
  return LogicalResourceId === STACK && beginnings.has(ResourceStatus ?? "");
}
