import { SFNClient } from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "vitest";
import { clientConfigOf, readRuntimeFile } from "../../cli/target/runtime-file.ts";
import { ended, startMachine } from "../support/states.ts";
import { freePort, type Running, repave, start, temporaryFolder } from "./support/repave.ts";

let running: Running | undefined;

afterEach(async () => {
  running?.child.kill("SIGINT");
  await running?.ended;
});

async function startSfn(dataDir: string, port: number): Promise<SFNClient> {
  const words = ["bin/repave.mjs", "sfn", "--port", String(port), "--data-dir", dataDir];
  running = start(process.execPath, words);
  await running.says(/Ctrl-C stops it/);
  const file = await readRuntimeFile(dataDir);
  if (file === undefined) throw new Error(`no runtime on ${dataDir}`);
  return new SFNClient(clientConfigOf(file));
}

const definition = {
  QueryLanguage: "JSONata",
  StartAt: "Send",
  States: {
    Send: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:sqs:createQueue",
      Arguments: { QueueName: "{% $states.input.queue %}" },
      Output: "{% $states.input.queue in $split($states.result.QueueUrl, '/') %}",
      End: true,
    },
  },
};

describe("repave sfn", () => {
  it("runs executions with the services their tasks call, and stops with Ctrl-C", async () => {
    const sfn = await startSfn(temporaryFolder(), await freePort());
    const { executionArn } = await startMachine(sfn, definition, { queue: "orders" });
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: true });
    running?.child.kill("SIGINT");
    expect(await running?.ended).toMatchObject({ code: 0, stderr: "" });
  });

  it("refuses a port that is taken and a folder that is in use, as up does", async () => {
    const dataDir = temporaryFolder();
    const port = await freePort();
    await startSfn(dataDir, port);
    const [taken, locked] = await Promise.all([
      repave("sfn", "--port", String(port), "--data-dir", temporaryFolder()),
      repave("sfn", "--port", "0", "--data-dir", dataDir),
    ]);
    expect(taken).toMatchObject({ code: 3, stderr: expect.stringContaining("--port") });
    expect(locked).toMatchObject({ code: 4, stderr: expect.stringContaining("--data-dir") });
  });

  it("refuses a port that is none", async () => {
    expect(await repave("sfn", "--port", "many")).toMatchObject({ code: 2 });
  });
});
