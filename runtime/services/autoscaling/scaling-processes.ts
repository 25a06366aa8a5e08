import { AwsError } from "../../protocol/aws-error.ts";

const PROCESSES: readonly string[] = ["Launch", "Terminate", "HealthCheck"];

/** The processes that a request names, all that exist here when it names none. */
export function checkProcesses(named: readonly string[] = []): readonly string[] {
  const unknown = named.find((name) => !PROCESSES.includes(name));
  if (unknown === undefined) return named.length === 0 ? PROCESSES : named;
  throw new AwsError(
    "ValidationError",
    `Auto Scaling: not emulated: the process ${unknown}; there are ${PROCESSES.join(", ")}`,
  );
}
