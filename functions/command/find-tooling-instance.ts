import { DescribeInstancesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { ToolingUnavailable } from "../../core/errors.ts";

/**
 * A running tooling instance for a run. Which one follows from the run's id, so that the load spreads without anything
 * being remembered. Throws ToolingUnavailable when none runs.
 */
export async function findToolingInstance(ec2: EC2Client, run: string): Promise<string> {
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: "tag:repave:role", Values: ["tooling"] },
        { Name: "instance-state-name", Values: ["running"] },
      ],
    }),
  );
  const ids = Reservations.flatMap(({ Instances = [] }) =>
    Instances.flatMap(({ InstanceId }) => InstanceId ?? []),
  );
  const chosen = ids.sort()[spread(run) % Math.max(1, ids.length)];
  if (chosen !== undefined) return chosen;
  throw new ToolingUnavailable(
    "expected a running instance with the tag repave:role=tooling; there is none: its group replaces it",
  );
}

function spread(run: string): number {
  return [...run].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 65_521, 7);
}
