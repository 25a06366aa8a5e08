import { SFNClient, TestStateCommand, type TestStateInput } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ROLE_ARN } from "../../support/states.ts";

let aws: TestRuntime;
let sfn: SFNClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createStates] });
  sfn = new SFNClient({ ...aws.clientConfig, disableHostPrefix: true });
});

afterAll(async () => {
  sfn.destroy();
  await aws.stop();
});

function test(state: object, request: Partial<TestStateInput> = {}) {
  const definition = JSON.stringify(state);
  return sfn.send(
    new TestStateCommand({ definition, roleArn: ROLE_ARN, inspectionLevel: "DEBUG", ...request }),
  );
}

const read = (text: string | undefined) => JSON.parse(text ?? "null");

const PROCESSOR = { StartAt: "Inner", States: { Inner: { Type: "Pass", End: true } } };
const DISTRIBUTED = { ...PROCESSOR, ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } };

describe("the inspection of a Map", () => {
  it("shows what the iterations are given, selected and batched", async () => {
    const map = {
      Type: "Map",
      ItemsPath: "$.items",
      ItemSelector: { "n.$": "$$.Map.Item.Value", "at.$": "$$.Map.Item.Index" },
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ItemProcessor: DISTRIBUTED,
      End: true,
    };
    const mock = { result: "[1,2]" };
    const { inspectionData } = await test(map, { input: '{"items":[7,8,9]}', mock });
    const selected = [7, 8, 9].map((n, at) => ({ n, at }));
    expect(read(inspectionData?.afterItemsPath)).toEqual([7, 8, 9]);
    expect(read(inspectionData?.afterItemSelector)).toEqual(selected);
    expect(read(inspectionData?.afterItemBatcher)).toEqual([
      { Items: selected.slice(0, 2) },
      { Items: selected.slice(2) },
    ]);
  });

  it("takes the items from what the reader would have read", async () => {
    const map = {
      QueryLanguage: "JSONata",
      Type: "Map",
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" },
        Arguments: { Bucket: "b", Key: "k" },
      },
      ItemSelector: "{% $states.context.Map.Item.Value.name %}",
      ItemProcessor: DISTRIBUTED,
      End: true,
    };
    const stateConfiguration = { mapItemReaderData: "name,age\nAda,36\nAlan,41\n" };
    const { inspectionData } = await test(map, { mock: { result: "[]" }, stateConfiguration });
    expect(read(inspectionData?.afterItemSelector)).toEqual(["Ada", "Alan"]);
  });

  it("is the same for an inline Map", async () => {
    const map = {
      Type: "Map",
      ItemSelector: { "v.$": "$$.Map.Item.Value" },
      ItemProcessor: PROCESSOR,
      End: true,
    };
    const { inspectionData } = await test(map, { input: "[1]", mock: { result: "[1]" } });
    expect(read(inspectionData?.afterItemSelector)).toEqual([{ v: 1 }]);
    expect(inspectionData?.afterItemBatcher).toBeUndefined();
  });
});

describe("a tested state", () => {
  it("shows its variables after what it assigned", async () => {
    const pass = { QueryLanguage: "JSONata", Type: "Pass", Assign: { b: "{% $a + 1 %}" }, End: true };
    const { inspectionData } = await test(pass, { variables: '{"a":1}' });
    expect(read(inspectionData?.variables)).toEqual({ a: 1, b: 2 });
  });

  it.each<[string, Partial<TestStateInput>]>([
    [
      "an unknown state to have failed",
      { stateConfiguration: { errorCausedByState: "Nobody" }, mock: { errorOutput: { error: "E" } } },
    ],
    [
      "data for a reader that it lacks",
      { stateConfiguration: { mapItemReaderData: "[]" }, mock: { result: "[]" } },
    ],
    ["a level of inspection that there is not", { inspectionLevel: "ALL" as never }],
  ])("is refused %s", async (_what, request) => {
    const map = { Type: "Map", ItemProcessor: PROCESSOR, End: true };
    await expect(test(map, request)).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("may be told which of its inner states failed", async () => {
    const map = { Type: "Map", ItemProcessor: PROCESSOR, End: true };
    const stateConfiguration = { errorCausedByState: "Inner" };
    const mock = { errorOutput: { error: "E", cause: "why" } };
    expect(await test(map, { stateConfiguration, mock })).toMatchObject({ status: "FAILED", error: "E" });
  });
});
