import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { JsonObject } from "../../runtime/asl/json.ts";

/** Definitions that fuzzing starts from: whole ones, with everything that the language has. */
export const DEFINITIONS: readonly JsonObject[] = [
  JSON.parse(readFileSync("statemachine/release.asl.json", "utf8")) as JsonObject,
  {
    StartAt: "Wait",
    TimeoutSeconds: 3600,
    States: {
      Wait: { Type: "Wait", TimestampPath: "$.at", Next: "Choose" },
      Choose: {
        Type: "Choice",
        Choices: [
          {
            And: [{ Variable: "$.a", IsPresent: true }, { Not: { Variable: "$.a", NumericLessThan: 3 } }],
            Next: "Map",
          },
          { Variable: "$.text", StringMatches: "a*\\*", Next: "Fail" },
        ],
        Default: "Both",
      },
      Map: {
        Type: "Map",
        ItemsPath: "$.list[*]",
        ItemSelector: { "i.$": "$$.Map.Item.Index", "v.$": "States.Format('{}', $$.Map.Item.Value)" },
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: "Item",
          States: { Item: { Type: "Pass", Assign: { "x.$": "$" }, End: true } },
        },
        ResultPath: "$.mapped",
        Next: "Both",
      },
      Both: {
        Type: "Parallel",
        Branches: [
          {
            StartAt: "Call",
            States: {
              Call: {
                Type: "Task",
                Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                Parameters: { QueueUrl: "q", "MessageBody.$": "$$.Task.Token" },
                HeartbeatSeconds: 10,
                End: true,
              },
            },
          },
          {
            StartAt: "Work",
            States: {
              Work: {
                Type: "Task",
                Resource: "arn:aws:states:us-east-1:000000000000:activity:work",
                TimeoutSecondsPath: "$.a",
                End: true,
              },
            },
          },
        ],
        Retry: [
          {
            ErrorEquals: ["States.Timeout"],
            IntervalSeconds: 1,
            BackoffRate: 1.5,
            MaxAttempts: 2,
            MaxDelaySeconds: 3,
            JitterStrategy: "FULL",
          },
        ],
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Fail" }],
        Next: "Done",
      },
      Fail: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "States.JsonToString($.error)" },
      Done: { Type: "Succeed", OutputPath: "$.mapped[0:2]" },
    },
  },
  {
    QueryLanguage: "JSONata",
    StartAt: "Distributed",
    States: {
      Distributed: {
        Type: "Map",
        Items: "{% $states.input.list %}",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Item",
          States: {
            Item: {
              Type: "Task",
              Resource: "arn:aws:states:::dynamodb:putItem",
              Arguments: { Item: "{% $states.input %}" },
              End: true,
            },
          },
        },
        ItemBatcher: { MaxItemsPerBatch: "{% 2 %}", BatchInput: { all: "{% $count($states.input) %}" } },
        ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Arguments: { Bucket: "b" } },
        ToleratedFailurePercentage: "{% 50 %}",
        Label: "label",
        Next: "Choose",
      },
      Choose: {
        Type: "Choice",
        Choices: [
          {
            Condition: "{% $states.input.a = 1 %}",
            Assign: { v: "{% $uuid() %}" },
            Output: { x: "{% $v %}" },
            Next: "Wait",
          },
        ],
        Default: "Wait",
      },
      Wait: { Type: "Wait", Seconds: "{% $random() * 10 %}", Next: "Old" },
      Old: {
        Type: "Task",
        Resource: "arn:aws:lambda:us-east-1:000000000000:function:f",
        TimeoutSeconds: 5,
        Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput %}", Next: "End" }],
        End: true,
      },
      End: { Type: "Fail", Error: "{% $states.input.Error %}", Cause: "no" },
    },
  },
];

const CASES = path.resolve(import.meta.dirname, "../../../shared/conformance/cases");

/** Definitions of the recorded cases, where those are at hand. */
export function recordedDefinitions(): JsonObject[] {
  if (!existsSync(CASES)) return [];
  return readdirSync(CASES).flatMap((name) => {
    const { cases } = JSON.parse(readFileSync(path.join(CASES, name), "utf8")) as {
      cases: { definition?: unknown }[];
    };
    return cases.map(({ definition }) => definition).filter(isObject);
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
