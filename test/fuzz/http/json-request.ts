import fc from "fast-check";
import { type Case, oddHeader } from "./case.ts";
import { jsonBody } from "./json-body.ts";

/** Services of the JSON protocols, with operations whose input is worth spoiling. */
const TARGETS: readonly (readonly [service: string, prefix: string, operations: readonly string[]])[] = [
  [
    "states",
    "AWSStepFunctions",
    ["CreateStateMachine", "StartExecution", "TestState", "SendTaskSuccess", "ListExecutions", "TagResource"],
  ],
  [
    "states",
    "AWSStepFunctions",
    ["ValidateStateMachineDefinition", "DescribeExecution", "GetExecutionHistory", "StartSyncExecution"],
  ],
  [
    "ssm",
    "AmazonSSM",
    ["PutParameter", "GetParameters", "SendCommand", "CreateDocument", "ListCommandInvocations"],
  ],
  ["logs", "Logs_20140328", ["PutLogEvents", "FilterLogEvents", "CreateLogGroup", "GetLogEvents"]],
  ["events", "AWSEvents", ["PutRule", "PutTargets", "PutEvents", "TestEventPattern"]],
  ["kms", "TrentService", ["Encrypt", "Decrypt", "CreateKey", "GenerateDataKey"]],
  ["sqs", "AmazonSQS", ["CreateQueue", "SendMessage", "ReceiveMessage", "SendMessageBatch"]],
  ["dynamodb", "DynamoDB_20120810", ["PutItem", "CreateTable", "Query"]],
];

/** Calls of JSON protocols. */
export const jsonCase: fc.Arbitrary<Case> = fc
  .tuple(
    fc.constantFrom(...TARGETS),
    fc.nat(9),
    jsonBody,
    oddHeader,
    fc.constantFrom("", "", "x", "__proto__"),
  )
  .map(([[service, prefix, operations], at, body, odd, suffix]) => ({
    service,
    method: "POST",
    target: "/",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${prefix}.${operations[at % operations.length]}${suffix}`,
      ...odd,
    },
    body,
  }));
