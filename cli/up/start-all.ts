import { type Target, targetOf } from "../target/target.ts";
import type { Board } from "./board.ts";
import { deploy } from "./deploy.ts";
import { packageProject } from "./package.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import { type RuntimeProcess, startRuntime } from "./runtime-process.ts";
import { seedAccount } from "./seed-account.ts";

/** Builds the package and starts the runtime, side by side; then seeds the account and deploys the stack. */
export async function startAll(options: {
  readonly place: RuntimeOptions;
  readonly board: Board;
  readonly signal: AbortSignal;
  /** Told of the runtime as soon as it is started, so that it can be stopped whatever comes after. */
  readonly onRuntime: (starting: Promise<RuntimeProcess>) => void;
}): Promise<{ readonly runtime: RuntimeProcess; readonly target: Target }> {
  const { place, board, onRuntime } = options;
  const failed = new AbortController();
  const runtimeStep = board.step({
    title: "runtime",
    work: () => startRuntime(place),
    detail: ({ endpoint }) => `${endpoint} · state in ${place.dataDir}`,
  });
  onRuntime(runtimeStep);
  runtimeStep.catch(() => failed.abort());
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const packageStep = board.step({
    title: "package",
    work: () => packageProject(signal),
    detail: ({ summary }) => summary,
  });
  const [runtime, bundle] = await Promise.all([runtimeStep, packageStep]);
  await board.step({ title: "base image", work: () => seedAccount(runtime), detail: (imageId) => imageId });
  const target = await targetOf("runtime", runtime.clientConfig);
  await board.step({
    title: "deploy",
    work: (onEvent) => deploy({ target, bundle, onEvent }),
    detail: ({ changed, resources }) => `stack repave, ${resources} resources${changed ? "" : ", unchanged"}`,
  });
  return { runtime, target };
}
