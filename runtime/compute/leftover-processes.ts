import { readFileSync, readlinkSync } from "node:fs";
import { sep } from "node:path";
import type { Clock } from "../kernel/clock.ts";
import { identifyProcess, listProcesses, membersOf, type ProcessIdentity } from "./process-table.ts";

const POLL_MS = 10;
const PATIENCE_MS = 5_000;

/**
 * Ends what an earlier run of the runtime left behind after a `kill -9`, and waits until it is gone: the recorded
 * processes that are still the same (id and start time) with their sessions and descendants, and, on Linux, any
 * process that works or lives below `instancesDir` (that also catches one that was never recorded). Answers how many.
 */
export async function killLeftovers(
  options: Readonly<{ recorded: readonly ProcessIdentity[]; instancesDir: string; clock: Clock }>,
): Promise<number> {
  const rows = listProcesses();
  const leaders = options.recorded.filter(isSameProcess).map((identity) => identity.pid);
  const homeless = rows.map((row) => row.pid).filter((pid) => livesBelow(pid, options.instancesDir));
  const victims = membersOf(new Set([...leaders, ...homeless]), rows).filter((pid) => pid !== process.pid);
  for (const pid of victims) signal(pid, "SIGKILL");
  await waitUntilGone(victims, options.clock);
  return victims.length;
}

function isSameProcess(recorded: ProcessIdentity): boolean {
  return identifyProcess(recorded.pid)?.startTime === recorded.startTime;
}

function livesBelow(pid: number, instancesDir: string): boolean {
  if (process.platform !== "linux") return false;
  try {
    if (readlinkSync(`/proc/${pid}/cwd`).startsWith(instancesDir + sep)) return true;
    return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`HOME=${instancesDir}${sep}`);
  } catch {
    return false; // gone, or another user's: not one of ours
  }
}

/** Sends a signal; a process or group that is gone already is what was wanted. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function waitUntilGone(pids: readonly number[], clock: Clock): Promise<void> {
  const deadlineMs = clock.now() + PATIENCE_MS;
  while (pids.some((pid) => identifyProcess(pid) !== undefined) && clock.now() < deadlineMs) {
    await new Promise<void>((resolve) => clock.after(POLL_MS, resolve));
  }
}
