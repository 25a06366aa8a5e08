import { describe, expect, it } from "vitest";
import type { Inspection } from "../../../../worker/inspect/inspection.ts";
import { controlStatus } from "../../../../worker/platform/validate/control.ts";
import {
  type InstanceFacts,
  instanceControls,
} from "../../../../worker/platform/validate/instance-controls.ts";

const none = { count: 0, paths: [] };
const some = { count: 1, paths: ["srv/app/file"] };
const sound: Inspection = {
  system: { name: "linux", release: "6" },
  processes: [{ pid: 10, userId: 65534, program: "node" }],
  sockets: [{ address: "127.0.0.2", port: 8080, pid: 10 }],
  fileCount: 3,
  worldWritable: none,
  setUserId: none,
  looseOwnFiles: none,
  credentials: none,
  sshFiles: none,
  changed: none,
  added: none,
  checksumsSha256: "c",
  image: { recipeDigest: "r" },
};
const facts: InstanceFacts = {
  id: "i-1",
  privateIp: "127.0.0.2",
  inspection: sound,
  imageId: "ami-1",
  metadataTokens: "required",
  keyName: undefined,
  expected: { imageId: "ami-1", recipeDigest: "r", checksumsSha256: "c", port: 8080 },
};

/** The controls that fail. */
const failed = (change: Partial<InstanceFacts>, inspection: Partial<Inspection> = {}) => {
  const changed = { ...facts, ...change, inspection: { ...sound, ...inspection } };
  return instanceControls
    .filter(({ evaluate }) => controlStatus(evaluate(changed)) === "failed")
    .map(({ id }) => id);
};

describe("the controls of an instance", () => {
  it("all pass on a sound instance", () => {
    expect(failed({})).toEqual([]);
  });

  it.each<[string, string[], Partial<Inspection>]>([
    ["a process of root", ["os-01"], { processes: [{ pid: 1, userId: 0, program: "node" }] }],
    ["no process at all", ["os-01"], { processes: [] }],
    [
      "a second port",
      ["os-02"],
      { sockets: [...(sound.sockets ?? []), { address: "127.0.0.2", port: 9229, pid: 10 }] },
    ],
    ["nobody on the port", ["os-02"], { sockets: [] }],
    ["a socket on all addresses", ["os-03"], { sockets: [{ address: "0.0.0.0", port: 8080, pid: 10 }] }],
    ["an SSH server", ["os-04"], { processes: [{ pid: 9, userId: 1, program: "sshd" }] }],
    ["SSH keys", ["os-04"], { sshFiles: some }],
    ["world-writable files", ["os-05"], { worldWritable: some }],
    ["set-user-id files", ["os-06"], { setUserId: some }],
    ["loose files of the platform", ["os-07"], { looseOwnFiles: some }],
    ["changed files", ["os-08"], { changed: some }],
    ["added files", ["os-08"], { added: some }],
    ["another recipe", ["os-09"], { image: { recipeDigest: "other" } }],
    ["no description", ["os-09"], { image: undefined }],
    ["another list of files", ["os-09"], { checksumsSha256: "other" }],
    ["credentials", ["os-10"], { credentials: some }],
  ])("find %s", (_what, ids, inspection) => {
    expect(failed({}, inspection)).toEqual(ids);
  });

  it.each<[string, string[], Partial<InstanceFacts>]>([
    ["another image", ["os-09"], { imageId: "ami-2" }],
    ["a key pair", ["os-04"], { keyName: "admin" }],
    ["optional metadata tokens", ["os-11"], { metadataTokens: "optional" }],
    ["another user than expected", ["os-01"], { expected: { ...facts.expected, userId: 1000 } }],
  ])("find %s", (_what, ids, change) => {
    expect(failed(change)).toEqual(ids);
  });

  it("skip what the system does not tell", () => {
    const { processes: _, sockets: __, ...inspection } = sound;
    const statuses = instanceControls.map(({ evaluate }) =>
      controlStatus(evaluate({ ...facts, inspection })),
    );
    expect(statuses.slice(0, 3)).toEqual(["skipped", "skipped", "skipped"]);
    expect(statuses).not.toContain("failed");
  });
});
