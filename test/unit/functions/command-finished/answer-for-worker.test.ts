import { SendTaskFailureCommand, TaskTimedOut } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "vitest";
import { answerForWorker } from "../../../../functions/command-finished/answer-for-worker.ts";
import { validation } from "../support/releases.ts";
import { useValidateRuns } from "../support/validate-runs.ts";

const runs = useValidateRuns();

const finished = (commandId: string, status: string) =>
  answerForWorker(runs.world.tools(runs.tables), { detail: { "command-id": commandId, status } });

describe("answerForWorker", () => {
  it.each(["Failed", "TimedOut", "Cancelled", "Success"])(
    "fails the state by WorkerLost when the command ended %s without a result",
    async (status) => {
      await runs.start("token-1");
      runs.world.end("command-1", status);
      expect(await finished("command-1", status)).toBe("answered");
      expect(runs.world.answers).toEqual([
        {
          token: "token-1",
          error: "WorkerLost",
          cause: expect.stringContaining(`command-1 on i-tooling ended ${status}`),
        },
      ]);
      const run = (await runs.tables.scan("runs")).find(({ id }) => id === `${runs.release.id}/validate`);
      expect(run).toMatchObject({ status });
    },
  );

  it("answers with the result that the worker wrote before it died", async () => {
    await runs.start("token-1");
    runs.world.results.set(`runs/${runs.release.id}/validate/1/result.json`, {
      status: "SUCCEEDED",
      output: validation,
    });
    runs.world.end("command-1", "Failed");
    await finished("command-1", "Failed");
    expect(runs.world.answers).toEqual([{ token: "token-1", output: validation }]);
  });

  it("answers the newest token when a retry attached meanwhile", async () => {
    await runs.start("token-1");
    await runs.start("token-2");
    runs.world.end("command-1", "Failed");
    await finished("command-1", "Failed");
    expect(runs.world.answers).toMatchObject([{ token: "token-2", error: "WorkerLost" }]);
  });

  it("does nothing for a worker that answered by itself", async () => {
    await runs.start("token-1");
    runs.world.end("command-1", "Failed");
    runs.world.sfn.on(SendTaskFailureCommand).rejects(new TaskTimedOut({ message: "gone", $metadata: {} }));
    expect(await finished("command-1", "Failed")).toBe("was-answered");
  });

  it("does not believe an event about a command that still runs", async () => {
    await runs.start("token-1");
    expect(await finished("command-1", "Failed")).toBe("not-ended");
    expect(runs.world.answers).toEqual([]);
  });

  it("leaves the next attempt alone when the event about the last one comes late", async () => {
    await runs.start("token-1");
    runs.world.end("command-1", "Failed");
    await runs.start("token-2");
    expect(await finished("command-1", "Failed")).toBe("not-ours");
    expect(runs.world.answers).toEqual([]);
  });

  it("leaves other people's commands alone", async () => {
    runs.world.commands.push({
      CommandId: "command-x",
      InstanceId: "i-1",
      Comment: "patch monday",
      Status: "Failed",
    });
    expect(await finished("command-x", "Failed")).toBe("not-ours");
    expect(await finished("command-unknown", "Failed")).toBe("not-ours");
  });

  it("throws when AWS fails, so that the event is delivered again", async () => {
    await runs.start("token-1");
    runs.world.end("command-1", "Failed");
    runs.world.sfn.on(SendTaskFailureCommand).rejects(new Error("throttled"));
    await expect(finished("command-1", "Failed")).rejects.toThrow("throttled");
  });
});
