import { describe, expect, it } from "vitest";
import type { Json } from "../../../../../../runtime/asl/json.ts";
import { checkMockResult } from "../../../../../../runtime/services/states/test-state/check-mock-result.ts";

const check =
  (action: string, result: Json, strict = true) =>
  () =>
    checkMockResult(`arn:aws:states:::aws-sdk:${action}`, result, strict);

describe("a mocked result", () => {
  it("has the members that the operation always answers with, when strict", () => {
    expect(check("sfn:startExecution", {})).toThrow("Required field 'ExecutionArn' is missing");
    expect(check("sfn:startExecution", {}, false)).not.toThrow();
  });

  it("has the types of the operation's answer, inside lists too", () => {
    const result = { Entries: [{ EventId: "a" }, { EventId: ["b"] }] };
    expect(check("eventbridge:putEvents", result)).toThrow("Field 'EventId' must be a string");
  });

  it("keeps to the lengths and ranges of the service's model", () => {
    const memory = (MemorySize: number) => check("lambda:getFunctionConfiguration", { MemorySize });
    expect(memory(127)).toThrow("Field 'MemorySize' is less than the minimum value");
    expect(memory(128)).not.toThrow();
    expect(memory(10_241)).toThrow("Field 'MemorySize' exceeds the maximum value");
    expect(check("kms:encrypt", { CiphertextBlob: "" })).toThrow("is smaller than the minimum length");
    expect(check("lambda:getFunctionConfiguration", { Description: "x".repeat(257) })).toThrow(
      "Field 'Description' exceeds the maximum length",
    );
  });

  it("may be anything where the operation is not known", () => {
    expect(check("nothing:atAll", { a: 1 })).not.toThrow();
  });
});
