import { describe, expect, it } from "vitest";
import { readableLine } from "../../../cli/follow/last-log-line.ts";
import { logPlace, unknownLog } from "../../../cli/follow/log-place.ts";

const env = "dev";

describe("where a log is", () => {
  it("is the application's group of the environment", () => {
    expect(logPlace({ env, application: "hello-web" })).toEqual({
      logGroupName: "/repave/apps/hello-web/dev",
    });
  });

  it("is the release's streams of the worker's group", () => {
    expect(logPlace({ env, release: "hello-web-dev-1-abc" })).toEqual({
      logGroupName: "/repave/worker",
      logStreamNamePrefix: "hello-web-dev-1-abc/",
    });
  });

  it("is the function's group, with or without the prefix", () => {
    for (const name of ["trigger", "repave-trigger"])
      expect(logPlace({ env, function: name })).toEqual({
        logGroupName: "/aws/lambda/repave-trigger",
      });
  });

  it("must be named once", () => {
    expect(() => logPlace({ env })).toThrow("name one log");
    expect(() => logPlace({ env, application: "hello-web", function: "trigger" })).toThrow("name one log");
  });

  it.each([
    [logPlace({ env, function: "nobody" }), "The functions are trigger"],
    [logPlace({ env, application: "nobody" }), "npx repave apps"],
  ])("that is not there: $logGroupName", (place, advice) => {
    expect(unknownLog(place, new Error("no such group"))).toMatchObject({
      exitCode: 2,
      advice: expect.stringContaining(advice),
    });
  });
});

describe("a log line for people", () => {
  it.each([
    ['{"level":"INFO","message":"packed"}', "packed"],
    [
      '{"level":"ERROR","message":"failed","error":{"name":"ArtifactMissing","message":"there is none","stack":"…"}}',
      "failed: ArtifactMissing: there is none",
    ],
    ['{"message":"went on","error":null}', "went on"],
    ["plain text\n", "plain text"],
    ['{"other":1}', '{"other":1}'],
  ])("%s is %s", (line, text) => expect(readableLine(line)).toBe(text));
});
