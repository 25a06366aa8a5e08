import type { Compute } from "../../../compute/compute.ts";
import type { Clock } from "../../../kernel/clock.ts";
import type { ShellStep } from "./document-content.ts";
import { createOutputText } from "./output-text.ts";
import type { StepOutcome } from "./step-outcome.ts";

const MOST_STDOUT_CHARACTERS = 24_000;
const MOST_STDERR_CHARACTERS = 8_000;
const DEFAULT_TIMEOUT_SECONDS = 3600;
const KILL_GRACE_MS = 1_000;

export interface ShellRun {
  readonly outcome: Promise<StepOutcome>;
  /** Ends the script's processes; the outcome then says `Cancelled`. */
  cancel(): void;
}

/**
 * Runs a step's commands as one script by `sh`, as a process of the instance. A script that is not over in time is
 * ended with all that it started. `-1` stands for the exit code of a script that was killed.
 */
export function runShellStep(
  options: Readonly<{
    step: ShellStep;
    instanceId: string;
    compute: Compute;
    clock: Clock;
    environment: Readonly<Record<string, string>>;
  }>,
): ShellRun {
  const { step, instanceId, compute, clock, environment } = options;
  const stdout = createOutputText(MOST_STDOUT_CHARACTERS);
  const stderr = createOutputText(MOST_STDERR_CHARACTERS);
  const script = [step.inputs.runCommand].flat().join("\n");
  const { workingDirectory } = step.inputs;
  const command = {
    command: ["sh", "-c", script] as const,
    environment,
    ...(workingDirectory === undefined || workingDirectory === "" ? {} : { workingDirectory }),
  };
  const running = compute.run(instanceId, command, { stdout: stdout.append, stderr: stderr.append });
  let ended: "Cancelled" | "TimedOut" | undefined;
  const end = (reason: "Cancelled" | "TimedOut") => {
    ended ??= reason;
    running?.end(KILL_GRACE_MS);
  };
  const timeoutMs = Number(step.inputs.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
  const cancelTimeout = clock.after(timeoutMs, () => end("TimedOut"));
  const wait = async (): Promise<StepOutcome> => {
    const exit = await running?.exited;
    cancelTimeout();
    const output = { stdout: stdout.text(), stderr: stderr.text(), responseCode: exit?.code ?? -1 };
    if (ended === "TimedOut") return { ...output, status: "TimedOut", statusDetails: "ExecutionTimedOut" };
    if (ended === "Cancelled") return { ...output, status: "Cancelled", statusDetails: "Cancelled" };
    if (exit === undefined || (exit.code !== 0 && !compute.isUp(instanceId))) {
      return { ...output, status: "Failed", statusDetails: "Terminated" };
    }
    if (exit.error !== undefined) {
      return { ...output, stderr: exit.error.message, status: "Failed", statusDetails: "Failed" };
    }
    const status = exit.code === 0 ? "Success" : "Failed";
    return { ...output, status, statusDetails: status };
  };
  return { outcome: wait(), cancel: () => end("Cancelled") };
}
