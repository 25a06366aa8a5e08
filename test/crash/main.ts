import { type CampaignResult, KILLS_OF_ROUND, runCampaign } from "./campaign.ts";
import { type CommandOptions, HELP, readOptions, UsageError } from "./options.ts";
import { failedRoundText } from "./report/failed-round.ts";
import { createProgress } from "./report/progress.ts";
import { summaryText } from "./report/summary.ts";

/** `npm run crash`: see its HELP. */
async function main(words: readonly string[]): Promise<number> {
  const options = readOptions(words);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stopped = new AbortController();
  process.once("SIGINT", () => stopped.abort());
  const result = await run(options, stopped.signal);
  process.stderr.write(summaryText(result));
  process.stdout.write(`${JSON.stringify(lastLine(result))}\n`);
  if (stopped.signal.aborted) return 130;
  return result.failed.length === 0 ? 0 : 1;
}

async function run(options: CommandOptions, signal: AbortSignal): Promise<CampaignResult> {
  const { round, kills, suite, cases } = options;
  const progress = createProgress({
    kills: round === undefined ? kills : KILLS_OF_ROUND,
    stream: process.stderr,
  });
  const recorded = { suite, most: cases };
  const result = await runCampaign({
    ...options,
    recorded,
    signal,
    onProgress: progress.show,
    onFailed: (failed) => progress.tell(failedRoundText(failed, options)),
  });
  progress.end();
  return result;
}

function lastLine({ kills, executions, failed }: CampaignResult) {
  const problems = failed.flatMap((round) => round.problems);
  const count = (wanted: string) => problems.filter(({ kind }) => kind === wanted).length;
  return { kills, executions, lost: count("lost"), doubled: count("doubled") };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
