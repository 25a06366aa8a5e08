import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateStateMachineCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, ROLE_ARN } from "../support/states.ts";
import { runCampaign } from "./campaign.ts";
import { startUnharmed } from "./victim.ts";

const LONGER_THAN_A_RESTART_MS = 8_000;

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "repave-crash-"));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe("a service that is killed again and again", () => {
  it("loses nothing, doubles nothing, and ends every execution as without a kill", async () => {
    const { kills, problems } = await runCampaign({ dataDir, kills: 25, seed: 7 });
    expect({ kills, problems }).toEqual({ kills: 25, problems: [] });
  }, 180_000);

  it("knows the execution of a name again", async () => {
    const first = await startUnharmed(dataDir);
    const until = new Date(Date.now() + LONGER_THAN_A_RESTART_MS).toISOString();
    const wait = { Type: "Wait", Timestamp: until, End: true };
    const definition = JSON.stringify({ StartAt: "Wait", States: { Wait: wait } });
    const { stateMachineArn } = await first.sfn.send(
      new CreateStateMachineCommand({ name: "idempotent", definition, roleArn: ROLE_ARN }),
    );
    const start = new StartExecutionCommand({ stateMachineArn, name: "once", input: '{"number":1}' });
    const started = await first.sfn.send(start);
    await first.kill();
    const second = await startUnharmed(dataDir);
    const again = await second.sfn.send(start);
    expect(again).toMatchObject({ executionArn: started.executionArn, startDate: started.startDate });
    await ended(second.sfn, started.executionArn ?? "");
    await expect(second.sfn.send(start)).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
    await second.kill();
  });
});
