import { describe, expect, it } from "vitest";
import { logPlace } from "../../../cli/commands/logs.ts";
import { readableLine } from "../../../cli/follow/last-log-line.ts";

const options = { env: "dev", since: "1h", dataDir: ".repave" };

describe("where a log is", () => {
  it("is the application's group of the environment", () => {
    expect(logPlace("hello-web", options)).toEqual({ logGroupName: "/repave/apps/hello-web/dev" });
  });

  it("is the release's streams of the worker's group", () => {
    expect(logPlace(undefined, { ...options, release: "hello-web-dev-1-abc" })).toEqual({
      logGroupName: "/repave/worker",
      logStreamNamePrefix: "hello-web-dev-1-abc/",
    });
  });

  it("is the function's group, with or without the prefix", () => {
    for (const name of ["trigger", "repave-trigger"])
      expect(logPlace(undefined, { ...options, function: name })).toEqual({
        logGroupName: "/aws/lambda/repave-trigger",
      });
  });

  it("must be named once", () => {
    expect(() => logPlace(undefined, options)).toThrow("name one log");
    expect(() => logPlace("hello-web", { ...options, function: "trigger" })).toThrow("name one log");
  });
});

describe("a log line for people", () => {
  it.each([
    ['{"level":"INFO","message":"packed"}', "packed"],
    ["plain text\n", "plain text"],
    ['{"other":1}', '{"other":1}'],
  ])("%s is %s", (line, text) => expect(readableLine(line)).toBe(text));
});
