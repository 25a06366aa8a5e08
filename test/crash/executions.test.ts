import { expect, it } from "vitest";
import { runCampaign } from "./campaign.ts";
import { failedRoundText } from "./report/failed-round.ts";

const KILLS = 200;
const SEED = 7;

it("a service that is killed again and again loses nothing, doubles nothing, and ends every execution as without a kill", {
  timeout: 600_000,
}, async () => {
  const result = await runCampaign({ kills: KILLS, seed: SEED, lanes: 2 });
  const failed = result.failed.map((round) => failedRoundText(round, { seed: SEED, cases: 0 }));
  expect(failed.join("\n")).toBe("");
  expect(result.kills).toBe(KILLS);
  expect(result.executions).toBeGreaterThan(KILLS);
});
