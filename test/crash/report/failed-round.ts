import type { CommandOptions } from "../options.ts";
import type { FailedRound } from "../tally.ts";

const MOST_PROBLEMS = 20;

/** Of a round that failed: its plan, what was expected and what came, where it lies, and how to have it again. */
export function failedRoundText(
  { round, folder, plan, problems }: FailedRound,
  { seed, cases }: Pick<CommandOptions, "seed" | "cases">,
): string {
  const again = `npm run crash -- --seed ${seed} --cases ${cases} --round ${round}`;
  const shown = problems.slice(0, MOST_PROBLEMS).map(({ kind, text }) => `  ${kind}: ${text}`);
  const more = problems.length - shown.length;
  const lines = [
    `Round ${round} failed. Its state is in ${folder}; to have it again: ${again}`,
    ...plan.map((line, at) => `  life ${at + 1} ${line}`),
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
  return `${lines.join("\n")}\n`;
}
