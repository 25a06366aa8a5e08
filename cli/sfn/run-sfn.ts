import { once } from "node:events";
import { endedUnexpectedly } from "../up/runtime-failure.ts";
import type { RuntimeOptions } from "../up/runtime-options.ts";
import { type RuntimeProcess, startRuntime } from "../up/runtime-process.ts";
import { readVersion } from "../version.ts";
import { sfnBanner } from "./banner.ts";

/**
 * Starts Step Functions, says how to reach it, and stays until `signal`. Rejects with a `CliError` and the exit code of
 * the cause when it cannot start or ends on its own.
 */
export async function runSfn({
  options,
  signal,
  write,
}: {
  readonly options: RuntimeOptions;
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
}): Promise<void> {
  const runtime = await startRuntime(options);
  const { endpoint, file } = runtime;
  write(sfnBanner({ version: await readVersion(), endpoint, region: file.region, dataDir: options.dataDir }));
  const stop = stopped(signal).then(() => runtime.stop());
  await Promise.race([stop, endedAlone(runtime, { options, signal })]);
  await stop;
}

async function stopped(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** A terminal passes Ctrl-C on to both processes: an end after it is no surprise. */
async function endedAlone(
  { ended }: RuntimeProcess,
  { options, signal }: { readonly options: RuntimeOptions; readonly signal: AbortSignal },
): Promise<void> {
  const end = await ended;
  if (!signal.aborted && end.code !== 0) throw endedUnexpectedly(end, options);
}
