import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { WaitedTooLong, waitUntil } from "../../wait-until.ts";
import type { Audit } from "./audit.ts";

const deadlineMs = 60_000;
const longestDelayMs = 250;

/**
 * Waits until all instances of the new colour serve: since they were provisioned one may have been restarted, and would
 * be found without its application. What does not serve after a minute is for the controls to tell.
 */
export async function awaitServing({ clients, request, progress }: Audit): Promise<void> {
  const { targetGroups, colour, instances } = request.payload.stack;
  const isDone = async () => {
    const { TargetHealthDescriptions = [] } = await clients.loadBalancing.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: targetGroups[colour] }),
    );
    const healthy = TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === "healthy");
    return instances.every(({ id }) => healthy.some(({ Target }) => Target?.Id === id));
  };
  const wait = { what: "all instances to serve", deadlineMs, longestDelayMs, signal: progress.signal };
  try {
    await waitUntil({ ...wait, isDone });
  } catch (error) {
    if (!(error instanceof WaitedTooLong)) throw error;
    progress.say(error.message);
  }
}
