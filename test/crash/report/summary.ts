import type { CampaignResult } from "../campaign.ts";
import type { CommandOptions } from "../options.ts";
import type { FailedRound } from "../tally.ts";

type Asked = Pick<CommandOptions, "seed" | "cases">;

const MOST_PROBLEMS = 20;

/** What a campaign did, and of each round that failed: the plan, what was expected and what came, and where it lies. */
export function summaryText(result: CampaignResult, asked: Asked): string {
  const { deaths, calls, workloads, failed } = result;
  const ways = [...deaths].sort(([one], [other]) => one.localeCompare(other));
  const lines = [
    `${workloads} kinds of work; ${calls.made} calls of functions, ${calls.repeated} of them made again after a kill`,
    ...ways.map(([way, count]) => `${String(count).padStart(6)}  died ${way}`),
    ...failed.flatMap((round) => failedLines(round, asked)),
  ];
  return `${lines.join("\n")}\n`;
}

function failedLines({ round, folder, plan, problems }: FailedRound, { seed, cases }: Asked): string[] {
  const again = `npm run crash -- --seed ${seed} --cases ${cases} --round ${round}`;
  const shown = problems.slice(0, MOST_PROBLEMS).map(({ kind, text }) => `  ${kind}: ${text}`);
  const more = problems.length - shown.length;
  return [
    `Round ${round} failed. Its state is in ${folder}; to have it again: ${again}`,
    ...plan.map((line, at) => `  life ${at + 1} ${line}`),
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
