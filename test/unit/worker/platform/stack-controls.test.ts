import { describe, expect, it } from "vitest";
import type { ImageManifest } from "../../../../worker/image/manifest.ts";
import { controlStatus } from "../../../../worker/platform/validate/control.ts";
import { type StackFacts, stackControls } from "../../../../worker/platform/validate/stack-controls.ts";

const manifest = { contentSha256: "d", encryption: { algorithm: "AES-256-GCM" } } as ImageManifest;
const sound: StackFacts = {
  buckets: [{ name: "images", encryption: "aws:kms", isClosed: true }],
  parameters: [{ name: "/p", type: "SecureString" }],
  image: {
    id: "ami-1",
    digest: "d",
    manifest,
    objectEncryption: "aws:kms",
    isPublic: false,
    launchAccounts: ["111111111111"],
  },
  account: "111111111111",
  targets: [{ id: "i-1", state: "healthy" }],
  instanceIds: ["i-1"],
  ingress: [{ groupId: "sg-1", fromPort: 8080, toPort: 8080, ranges: [] }],
  port: 8080,
  logGroups: [{ name: "/g", keyId: "key", retentionDays: 30 }],
  keyRotation: true,
};

const failed = (change: Partial<StackFacts>) =>
  stackControls
    .filter(({ evaluate }) => controlStatus(evaluate({ ...sound, ...change })) === "failed")
    .map(({ id }) => id);

describe("the controls of a stack", () => {
  it("all pass on a sound stack", () => {
    expect(failed({})).toEqual([]);
  });

  it.each<[string, string[], Partial<StackFacts>]>([
    [
      "an unencrypted bucket",
      ["svc-01"],
      { buckets: [{ name: "b", encryption: undefined, isClosed: true }] },
    ],
    [
      "a bucket under S3's own key",
      ["svc-01"],
      { buckets: [{ name: "b", encryption: "AES256", isClosed: true }] },
    ],
    ["an open bucket", ["svc-02"], { buckets: [{ name: "b", encryption: "aws:kms", isClosed: false }] }],
    ["a plain parameter", ["svc-03"], { parameters: [{ name: "/p", type: "String" }] }],
    ["a missing parameter", ["svc-03"], { parameters: [{ name: "/p", type: undefined }] }],
    ["another digest", ["svc-04"], { image: { ...sound.image, digest: "other" } }],
    ["an object in clear", ["svc-04"], { image: { ...sound.image, objectEncryption: undefined } }],
    ["a public image", ["svc-05"], { image: { ...sound.image, isPublic: true } }],
    ["another account", ["svc-05"], { image: { ...sound.image, launchAccounts: ["222222222222"] } }],
    ["an unhealthy target", ["svc-06"], { targets: [{ id: "i-1", state: "unhealthy" }] }],
    ["an instance that is not registered", ["svc-06"], { targets: [] }],
    [
      "an open address range",
      ["svc-07"],
      { ingress: [{ groupId: "sg", fromPort: 8080, toPort: 8080, ranges: ["0.0.0.0/0"] }] },
    ],
    ["port 22", ["svc-07"], { ingress: [{ groupId: "sg", fromPort: 22, toPort: 22, ranges: [] }] }],
    ["all ports", ["svc-07"], { ingress: [{ groupId: "sg", fromPort: 0, toPort: 65535, ranges: [] }] }],
    ["a log without a key", ["svc-08"], { logGroups: [{ name: "/g", keyId: undefined, retentionDays: 30 }] }],
    [
      "a log that is kept for ever",
      ["svc-08"],
      { logGroups: [{ name: "/g", keyId: "k", retentionDays: undefined }] },
    ],
    ["a key that is not rotated", ["svc-09"], { keyRotation: false }],
  ])("find %s", (_what, ids, change) => {
    expect(failed(change)).toEqual(ids);
  });
});
