import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseReleaseMessage } from "../../../core/release/release-message.ts";
import { unpackTree } from "../../../worker/image/unpack-tree.ts";

const root = new URL("../../..", import.meta.url).pathname;
let work: string;

/** Stands in for the AWS CLI: keeps what it is told to upload, and the message. */
const fakeAws = `#!/bin/sh
case "$1" in
  s3) mkdir -p "$KEPT/$(dirname "\${5#s3://}")"; cp "$4" "$KEPT/\${5#s3://}";;
  sns) cp "\${6#file://}" "$KEPT/message.json";;
esac
`;

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "repave-ci-"));
  mkdirSync(join(work, "bin"));
  writeFileSync(join(work, "bin/aws"), fakeAws);
  chmodSync(join(work, "bin/aws"), 0o755);
});
afterEach(() => rmSync(work, { recursive: true }));

const publish = (variables: Readonly<Record<string, string>>) => {
  execFileSync(join(root, "examples/ci/publish.sh"), ["."], {
    cwd: join(root, "examples/hello-web"),
    env: {
      PATH: `${join(work, "bin")}:${process.env.PATH}`,
      KEPT: work,
      ...{ APPLICATION: "hello-web", ENVIRONMENT: "dev", VERSION: "1.2.3" },
      ...{
        ARTIFACTS_BUCKET: "artifacts",
        RELEASES_TOPIC: "arn:aws:sns:eu-west-1:000000000000:repave-releases",
      },
      ...variables,
    },
  });
  return parseReleaseMessage(readFileSync(join(work, "message.json"), "utf8"));
};

describe("examples/ci/publish.sh", () => {
  it("uploads artifact and configuration and publishes a message that the trigger takes", async () => {
    const parsed = publish({ COMMIT: "0123abc", REQUESTED_BY: 'o\'brien "the ci"' });
    expect(parsed).toMatchObject({
      valid: true,
      value: { application: "hello-web", version: "1.2.3", commit: "0123abc", requestedBy: "obrien the ci" },
    });
    if (!parsed.valid) return;
    const { artifact, config } = parsed.value;
    for (const { bucket, key, sha256 } of [artifact, config])
      expect(
        createHash("sha256")
          .update(readFileSync(join(work, bucket, key)))
          .digest("hex"),
      ).toBe(sha256);
    const tree = await unpackTree(readFileSync(join(work, artifact.bucket, artifact.key)));
    expect(tree.has("server.js")).toBe(true);
    expect(tree.has("repave.yaml")).toBe(false);
  });

  it("needs neither commit nor name, and leaves nothing behind", () => {
    expect(publish({})).toMatchObject({ valid: true, value: { requestedBy: "ci" } });
    expect(readdirSync(work).sort()).toEqual(["artifacts", "bin", "message.json"]);
  });
});
