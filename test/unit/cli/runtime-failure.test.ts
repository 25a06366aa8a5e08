import { describe, expect, it } from "vitest";
import { CliError } from "../../../cli/cli-error.ts";
import { couldNotStart } from "../../../cli/up/runtime-failure.ts";

const end = (reason: string) => ({
  code: 3,
  signal: null,
  words: "",
  failed: { event: "failed", reason, message: "said so" } as const,
});
const place = { port: 8083, dataDir: ".repave-sfn" };

describe("a runtime that could not start", () => {
  it.each([
    ["port-in-use", 3, "npx repave sfn --port 8084"],
    ["port-refused", 3, "npx repave sfn --port 4567"],
    ["folder-locked", 4, "npx repave sfn --data-dir .repave-sfn-2 --port 8084"],
    ["no-disk", 7, "Free some space"],
    ["damaged", 8, "--data-dir .repave-sfn-2"],
  ])("(%s) ends with its own code and what to do", (reason, exitCode, advice) => {
    const error = couldNotStart(end(reason), { ...place, services: "states" });
    expect(error).toBeInstanceOf(CliError);
    expect(error).toMatchObject({ exitCode, advice: expect.stringContaining(advice) });
  });

  it("names the command that was started", () => {
    expect(couldNotStart(end("port-in-use"), place)).toMatchObject({
      advice: expect.stringContaining("npm start -- --port 8084"),
    });
  });
});
