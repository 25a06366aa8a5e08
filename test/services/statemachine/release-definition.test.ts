import { readFileSync } from "node:fs";
import { SFNClient, ValidateStateMachineDefinitionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

let aws: TestRuntime;
beforeAll(async () => {
  aws = await startTestRuntime({ services: [createStates] });
});
afterAll(() => aws.stop());

describe("release.asl.json", () => {
  it("passes ValidateStateMachineDefinition without a finding", async () => {
    const file = new URL("../../../statemachine/release.asl.json", import.meta.url);
    const definition = readFileSync(file, "utf8").replaceAll(
      /\$\{(\w+)\}/g,
      "arn:aws:lambda:us-east-1:000000000000:function:$1",
    );
    const states = new SFNClient(aws.clientConfig);
    const answer = await states.send(
      new ValidateStateMachineDefinitionCommand({ definition, type: "STANDARD" }),
    );
    expect(answer).toMatchObject({ result: "OK", diagnostics: [] });
  });
});
