import { expect, it } from "vitest";
import { runCampaign } from "./campaign.ts";
import { summaryText } from "./report/summary.ts";

const KILLS = 225;

it("a service that is killed again and again loses nothing, doubles nothing, and ends every execution as without a kill", {
  timeout: 600_000,
}, async () => {
  const result = await runCampaign({ kills: KILLS, seed: 7, lanes: 2 });
  expect(result.failed, summaryText(result, { seed: 7, cases: 0 })).toEqual([]);
  expect(result.kills).toBe(KILLS);
  expect(result.executions).toBeGreaterThan(KILLS);
});
