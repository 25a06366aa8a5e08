import { describe, expect, it } from "vitest";
import { parseReleaseMessage } from "../../../../core/release/release-message.ts";

const sha256 = "a".repeat(64);
const valid = {
  schema: "repave.release/v1",
  application: "hello-web",
  environment: "dev",
  version: "1.0.0",
  artifact: { bucket: "artifacts", key: "hello-web/1.0.0.tar.gz", sha256 },
  config: { bucket: "artifacts", key: "hello-web/1.0.0.yaml", sha256 },
  requestedBy: "ci",
};

function problemsOf(message: unknown): readonly string[] {
  const parsed = parseReleaseMessage(typeof message === "string" ? message : JSON.stringify(message));
  return parsed.valid ? [] : parsed.problems.map(({ path }) => path);
}

describe("parseReleaseMessage", () => {
  it("accepts a message with and without its optional members", () => {
    expect(problemsOf(valid)).toEqual([]);
    expect(problemsOf({ ...valid, reason: "fix", commit: "0123abc" })).toEqual([]);
  });

  it.each(["", "release please", "{", "[1", "undefined"])("refuses text that is no JSON: %j", (text) => {
    expect(problemsOf(text)).toEqual([""]);
  });

  it("lists every problem with path, expectation and what came", () => {
    const parsed = parseReleaseMessage(
      JSON.stringify({
        ...valid,
        application: "Hello;rm -rf",
        version: 3,
        artifact: { bucket: "b" },
        extra: { a: 1 },
      }),
    );
    expect(parsed.valid ? [] : parsed.problems).toEqual(
      expect.arrayContaining([
        {
          path: "/application",
          expected: expect.stringContaining("lower-case letter"),
          came: '"Hello;rm -rf"',
        },
        { path: "/version", expected: "type string", came: "3" },
        { path: "/artifact/key", expected: 'the member "key"', came: "nothing" },
        { path: "/artifact/sha256", expected: 'the member "sha256"', came: "nothing" },
        { path: "/artifact/bucket", expected: "the name of an S3 bucket", came: '"b"' },
        { path: "/extra", expected: expect.stringContaining("not known"), came: "a map" },
      ]),
    );
  });

  it.each([
    ["application", "../../etc"],
    ["application", "a$(id)"],
    ["application", "a`id`"],
    ["application", "a\nb"],
    ["application", "a".repeat(32)],
    ["environment", "dev/../prod"],
    ["environment", "Prod"],
    ["version", "1.0;ls"],
    ["version", "../1"],
    ["schema", "repave.release/v2"],
    ["requestedBy", ""],
    ["commit", "HEAD"],
  ])("refuses %s %j", (member, value) => {
    expect(problemsOf({ ...valid, [member]: value })).toEqual([`/${member}`]);
  });

  it.each([null, [], "text", 5])("refuses the JSON value %j", (value) => {
    expect(problemsOf(JSON.stringify(value))).toEqual([""]);
  });
});
