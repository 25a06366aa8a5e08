import fc from "fast-check";
import { json } from "../../unit/runtime/asl/properties/arbitraries.ts";

const MEMBERS = [
  ...[
    "name",
    "definition",
    "roleArn",
    "stateMachineArn",
    "executionArn",
    "input",
    "maxResults",
    "nextToken",
    "tags",
  ],
  ...[
    "Name",
    "Value",
    "Type",
    "KeyId",
    "Plaintext",
    "CiphertextBlob",
    "logGroupName",
    "logEvents",
    "EventPattern",
  ],
  ...[
    "Entries",
    "QueueUrl",
    "MessageBody",
    "Attributes",
    "TableName",
    "Item",
    "Key",
    "taskToken",
    "output",
    "resourceArn",
  ],
  ...["DocumentName", "InstanceIds", "Parameters", "Content", "__proto__", "constructor"],
];
const value = fc.oneof(
  json({ unit: "binary" }),
  fc.constantFrom<unknown[]>("arn:aws:states:us-east-1:000000000000:stateMachine:x", "{}", 1e300, -1, [[]], {
    a: { b: [] },
  }),
);
const members = fc.dictionary(fc.constantFrom(...MEMBERS), value, { maxKeys: 5 });
/** Bodies of JSON protocols: members that operations know with values that they do not, broken and boundless text. */
export const jsonBody = fc.oneof(
  members.map((input) => Buffer.from(JSON.stringify(input))),
  json().map((any) => Buffer.from(JSON.stringify(any))),
  members.map((input) => Buffer.from(JSON.stringify(input).slice(0, -2))),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(
    Buffer.from("[".repeat(100_000)),
    Buffer.from('{"Item":{"a":'.concat('{"M":{"a":'.repeat(50_000))),
  ),
  fc.constant(Buffer.from(`{"Item":${'{"a":{"M":'.repeat(20_000)}{}${"}}".repeat(20_000)},"TableName":"t"}`)),
);
