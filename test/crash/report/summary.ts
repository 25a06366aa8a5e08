import type { CampaignResult } from "../campaign.ts";

/** What a campaign did, and how the lives of the service ended in it. */
export function summaryText({ deaths, calls, workloads }: CampaignResult): string {
  const ways = [...deaths].sort(([one], [other]) => one.localeCompare(other));
  const lines = [
    `${workloads} kinds of work; ${calls.made} calls of functions, ${calls.repeated} of them made again after a kill`,
    ...ways.map(([way, count]) => `${String(count).padStart(6)}  died ${way}`),
  ];
  return `${lines.join("\n")}\n`;
}
