import { spawnSync } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readApplications } from "../../cli/target/applications.ts";
import { type Ended, projectRoot, start } from "./support/repave.ts";
import { startUp, type Up } from "./support/up.ts";

const hasAwsCli = spawnSync("aws", ["--version"]).status === 0;

let up: Up;

/** Runs shell lines after `eval "$(repave env)"`, as the README says. */
function shell(lines: string, environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const repave = `${process.execPath} ${path.join(projectRoot, "bin/repave.mjs")}`;
  const script = `set -eu; eval "$(${repave} env --data-dir ${up.dataDir})"; ${lines}`;
  return start("bash", ["-c", script], environment).ended;
}

describe.skipIf(!hasAwsCli)("the AWS CLI (skipped where it is not installed)", () => {
  beforeAll(async () => {
    up = await startUp();
  }, 120_000);
  afterAll(() => up?.remove());

  it("finds the release among the executions", { timeout: 60_000 }, async () => {
    const arn = "arn:aws:states:us-east-1:000000000000:stateMachine:repave-release";
    const { code, stdout, stderr } = await shell(
      `aws stepfunctions list-executions --state-machine-arn ${arn} --query 'executions[].status' --output text`,
    );
    expect({ code, stdout: stdout.trim() }, stderr).toEqual({ code: 0, stdout: "SUCCEEDED" });
  });

  it("publishes a release from CI with examples/ci/publish.sh", { timeout: 90_000 }, async () => {
    const example = path.join(projectRoot, "examples/hello-web");
    const { code, stderr } = await shell(
      `cd ${example}; sh ../ci/publish.sh . ; aws sts get-caller-identity`,
      {
        APPLICATION: "hello-web",
        ENVIRONMENT: "dev",
        VERSION: "5.0.0",
        ARTIFACTS_BUCKET: `repave-artifacts-${up.target.accountId}-${up.target.region}`,
        RELEASES_TOPIC: `arn:aws:sns:${up.target.region}:${up.target.accountId}:repave-releases`,
        REQUESTED_BY: "jenkins/42",
      },
    );
    expect(code, stderr).toBe(0);
    const watched = await up.repave("watch");
    expect(watched.code, watched.stderr).toBe(0);
    const live = await readApplications(up.target);
    expect(live.map(({ current }) => current.version)).toEqual(["5.0.0"]);
  });
});
