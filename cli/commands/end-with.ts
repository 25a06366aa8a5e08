import { exitCodes } from "../exit-codes.ts";
import { outcomeOf } from "../follow/outcome.ts";
import type { ReleaseProgress } from "../follow/stages.ts";
import { formatValue, type OutputFormat } from "../terminal/output.ts";

/** Ends a command that followed a release: its outcome for machines where asked for, and the exit code. */
export function endWith(
  { release, progress }: { readonly release: string; readonly progress: ReleaseProgress },
  format: OutputFormat,
): void {
  const publishedMs = progress.startedMs ?? progress.endedMs ?? 0;
  if (format !== "table")
    process.stdout.write(formatValue(outcomeOf({ release, publishedMs, progress }), format));
  if (progress.status !== "SUCCEEDED") process.exitCode = exitCodes.failed;
}
