import { describe, expect, it } from "vitest";
import { CliError } from "../../../cli/cli-error.ts";
import { describeFailure } from "../../../cli/report-error.ts";

function systemError(code: string): Error {
  return Object.assign(new Error(`${code} somewhere`), { code });
}

function awsError(name: string): Error {
  return Object.assign(new Error("said AWS"), { name, $metadata: { httpStatusCode: 400 } });
}

describe("an error's exit code", () => {
  it.each([
    ["what the user can mend says so itself", new CliError("x", { exitCode: 4 }), 4],
    ["nobody listens", systemError("ECONNREFUSED"), 5],
    ["nobody listens, on two addresses", new AggregateError([systemError("ECONNREFUSED")]), 5],
    ["no credentials", Object.assign(new Error("none"), { name: "CredentialsProviderError" }), 5],
    ["the policy refuses", awsError("AccessDeniedException"), 6],
    ["AWS refuses otherwise", awsError("ValidationException"), 1],
    ["the disk is full", systemError("ENOSPC"), 7],
    ["a defect", new TypeError("x is not a function"), 70],
  ])("%s", (_, error, exitCode) => expect(describeFailure(error).exitCode).toBe(exitCode));

  it("comes with what to do", () => {
    const { lines } = describeFailure(new CliError("the port is taken", { advice: "take another" }));
    expect(lines.join("\n")).toMatch(/the port is taken\n.*take another/);
  });
});
