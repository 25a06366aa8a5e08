import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Target } from "../cli/target/target.ts";
import { createBoard } from "../cli/up/board.ts";
import type { RuntimeProcess } from "../cli/up/runtime-process.ts";
import { startAll } from "../cli/up/start-all.ts";

/** Everything that `npm start` starts, but on a free port and with nothing left behind. */
interface Everything {
  readonly target: Target;
  readonly stop: () => Promise<void>;
}

/** Builds, starts and deploys into a data folder of its own; tells how it goes on standard error. */
export async function startEverything(signal: AbortSignal): Promise<Everything> {
  const dataDir = await mkdtemp(join(tmpdir(), "repave-bench-"));
  const board = createBoard({ stream: process.stderr, now: Date.now });
  let starting: Promise<RuntimeProcess> | undefined;
  const stop = async () => {
    const runtime = await starting?.catch(() => undefined);
    await runtime?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const onRuntime = (promise: Promise<RuntimeProcess>) => {
      starting = promise;
    };
    const { target } = await startAll({
      place: { port: 0, dataDir, services: "all" },
      board,
      signal,
      onRuntime,
    });
    return { target, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    board.close();
  }
}
