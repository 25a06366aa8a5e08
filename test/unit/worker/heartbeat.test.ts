import { SendTaskHeartbeatCommand, SFNClient, TaskTimedOut } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { startHeartbeat } from "../../../worker/heartbeat.ts";
import { followToken } from "../../../worker/task-token.ts";

const sfn = mockClient(SFNClient);
const timedOut = () => new TaskTimedOut({ message: "late", $metadata: {} });

beforeEach(() => {
  sfn.reset();
});

/** Beats without waiting until the work is lost or so many beats were sent; gives what happened. */
async function beat(options: { readonly parameterToken: string; readonly beats: number }) {
  const said: string[] = [];
  let slept = 0;
  let isLost = false;
  await new Promise<void>((resolve) => {
    const stop = startHeartbeat({
      sfn: new SFNClient({}),
      token: followToken("first", async () => ({ taskToken: options.parameterToken }) as never),
      intervalMs: 15_000,
      sleep: async (delayMs) => {
        expect(delayMs).toBe(15_000);
        slept += 1;
        if (slept <= options.beats) return;
        stop();
        resolve();
      },
      say: (line) => said.push(line),
      onLost: () => {
        isLost = true;
        resolve();
      },
    });
  });
  const tokens = sfn.commandCalls(SendTaskHeartbeatCommand).map(({ args }) => args[0].input.taskToken);
  return { tokens, said, isLost };
}

describe("a heartbeat", () => {
  it("beats once an interval until it is stopped", async () => {
    sfn.on(SendTaskHeartbeatCommand).resolves({});
    expect(await beat({ parameterToken: "first", beats: 3 })).toEqual({
      tokens: ["first", "first", "first"],
      said: [],
      isLost: false,
    });
  });

  it("goes on with the token of a retry that attached", async () => {
    sfn.on(SendTaskHeartbeatCommand).resolves({});
    sfn.on(SendTaskHeartbeatCommand, { taskToken: "first" }).rejects(timedOut());
    const { tokens, isLost } = await beat({ parameterToken: "second", beats: 3 });
    expect(tokens).toEqual(["first", "second", "second"]);
    expect(isLost).toBe(false);
  });

  it("gives the work up after four refused beats without a newer token", async () => {
    sfn.on(SendTaskHeartbeatCommand).rejects(timedOut());
    const { tokens, isLost } = await beat({ parameterToken: "first", beats: 10 });
    expect(tokens).toHaveLength(4);
    expect(isLost).toBe(true);
  });

  it("tells a failure that is no refusal and beats again", async () => {
    sfn.on(SendTaskHeartbeatCommand).rejectsOnce(new Error("no route")).resolves({});
    const { tokens, said, isLost } = await beat({ parameterToken: "first", beats: 2 });
    expect(tokens).toHaveLength(2);
    expect(said).toEqual(["heartbeat failed: Error: no route"]);
    expect(isLost).toBe(false);
  });
});
