import { readdirSync, readFileSync } from "node:fs";
import { runId, type WorkerStage } from "../../../core/worker-request.ts";
import { eventually } from "../../support/eventually.ts";

/** The worker of one stage of a release, held still until it is let go: so that a test can do something meanwhile. */
export interface HeldWorker {
  readonly pid: number;
  kill(): void;
  resume(): void;
}

/** Waits for the worker of a stage (another one than `besides`) and holds it at once. */
export async function holdWorker(
  release: string,
  stage: WorkerStage,
  besides?: HeldWorker,
): Promise<HeldWorker> {
  const pid = await eventually(`the worker of ${release} to ${stage}`, () =>
    findWorkers(release, stage).find((found) => found !== besides?.pid),
  );
  process.kill(pid, "SIGSTOP");
  return { pid, kill: () => process.kill(pid, "SIGKILL"), resume: () => process.kill(pid, "SIGCONT") };
}

/** The processes that work on a stage of a release: workers know it from their environment. */
export function findWorkers(release: string, stage: WorkerStage): readonly number[] {
  const request = `REPAVE_REQUEST=/repave/runs/${runId(release, stage)}`;
  return listProcessIds().filter(
    (pid) =>
      readProcessFile(pid, "cmdline").includes(`worker/${stage}.mjs`) &&
      readProcessFile(pid, "environ").split("\0").includes(request),
  );
}

export function listProcessIds(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** A file of a process in `/proc`; empty when the process is gone or somebody else's. */
export function readProcessFile(pid: number, name: "cmdline" | "environ"): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return "";
  }
}
