import { describe, expect, it } from "vitest";
import { parseApplicationConfiguration } from "../../../../core/config/application-configuration.ts";
import { problemsText } from "../../../../core/schema/problem.ts";

const complete = `
application: hello-web
team: web
artifact: { build: [node, build.mjs], directory: dist }
run: { command: [node, server.js], port: 8080, environment: {GREETING: hello}, secrets: {TOKEN: {parameter: /apps/hello-web/token}} }
health: { path: /health, intervalSeconds: 1, timeoutSeconds: 1, healthyThreshold: 2, unhealthyThreshold: 2 }
capacity: { instanceType: t3.micro, minimum: 1, desired: 2, maximum: 2 }
files: [{ path: etc/motd, content: "…" }]
smokeTest: [{ path: /, status: 200, contains: hello }]
validation: { gate: 0.7 }
logs: { retentionDays: 30 }
permissions: [{ actions: ["dynamodb:GetItem"], resources: ["arn:aws:dynamodb:*:*:table/orders"] }]
shift: { steps: [10, 50, 100], intervalSeconds: 0, drainSeconds: 0 }
environments: { dev: { capacity: { desired: 1 } } }
`;

function problemsOf(text: string): string {
  const parsed = parseApplicationConfiguration(text);
  return parsed.valid ? "" : problemsText(parsed.problems);
}

const withLines = (...lines: readonly string[]) => ["application: a", "team: t", ...lines].join("\n");

describe("parseApplicationConfiguration", () => {
  it("accepts a configuration with every section, and one with none", () => {
    expect(problemsOf(complete)).toBe("");
    expect(problemsOf(withLines())).toBe("");
  });

  it("lists all problems, each with its path", () => {
    const text =
      "application: Hello\nrun: {command: [], port: 99}\ncapacity: {desired: 1.5}\nenvironments: {dev: {health: {path: health}}}\nfoo: 1";
    expect(
      problemsOf(text)
        .split("\n")
        .map((line) => line.split(":")[0]),
    ).toEqual(
      expect.arrayContaining([
        "/team",
        "/application",
        "/run/command",
        "/run/port",
        "/capacity/desired",
        "/environments/dev/health/path",
        "/foo",
      ]),
    );
  });

  it.each([
    ["run: [canary-1]"],
    ["run: {environment: {A: [canary-1]}}"],
    ["run: {environment: {A: 7, canary: canary-1, 'b c': canary-1}}"],
    ["run: {command: canary-1}"],
    ["run: canary-1"],
    ["run: {secrets: {A: canary-1}}"],
    ["run: {secrets: {A: {parameter: canary-1}}}"],
    ["files: [{path: ../canary-1, content: 5}]"],
    ["files: [canary-1]"],
    ["environments: {dev: {run: {environment: {A: {b: canary-1}}}}}"],
    ["environments: {dev: {password: canary-1}}"],
    ["password: canary-1"],
    ["run: {environment: {A: canary-1, A: canary-1}}"],
    ["run: {environment: {A: canary-1}"],
    ["run: {environment: {A: *canary-1}}"],
    ["run: {environment: {A: !canary-1 x, B: }"],
  ])("refuses %j without quoting what may be secret", (line) => {
    const problems = problemsOf(withLines(line));
    expect(problems).not.toBe("");
    expect(problems).not.toContain("canary-1");
  });

  it("refuses a secret that is another application's configuration", () => {
    const line = "run: {secrets: {A: {parameter: /repave/releases/orders-dev-1/config}}}";
    expect(problemsOf(withLines(line))).toContain("/run/secrets/A/parameter");
  });

  it.each(["/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".", "a/./b", "a\\b"])(
    "refuses to bake a file at %j",
    (path) => {
      expect(problemsOf(withLines(`files: [{path: ${JSON.stringify(path)}, content: x}]`))).toContain(
        "/files/0/path",
      );
    },
  );

  it.each(["etc/motd", ".profile", "a/..b/c", "a/.b"])("bakes a file at %j", (path) => {
    expect(problemsOf(withLines(`files: [{path: ${JSON.stringify(path)}, content: x}]`))).toBe("");
  });

  it("refuses a document that blows up by aliases", () => {
    const levels = "bcdefgh"
      .split("")
      .map((name, at) => `${name}: &${name} [${Array(10).fill(`*${"abcdefg"[at]}`).join(",")}]`);
    expect(problemsOf(["a: &a [x]", ...levels].join("\n"))).toContain("at most 100 aliases");
  });

  it.each(["", "just text", "- a\n- b"])("refuses %j", (text) => {
    expect(problemsOf(text)).toContain("expected type object");
  });
});
