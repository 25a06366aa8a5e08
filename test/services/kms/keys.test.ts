import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Clock } from "../../../runtime/kernel/clock.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const DAY_MS = 86_400_000;
const timers: { atMs: number; callback: () => void }[] = [];
let aheadMs = 0;
const clock: Clock = {
  now: () => Date.now() + aheadMs,
  after(delayMs, callback) {
    const timer = { atMs: clock.now() + delayMs, callback };
    timers.push(timer);
    return () => timers.splice(timers.indexOf(timer), 1);
  },
  at: (momentMs, callback) => clock.after(momentMs - clock.now(), callback),
};
function advance(days: number): void {
  aheadMs += days * DAY_MS;
  for (const timer of timers.filter(({ atMs }) => atMs <= clock.now())) {
    timers.splice(timers.indexOf(timer), 1);
    timer.callback();
  }
}

let aws: TestRuntime;
let kms: KMSClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms], clock });
  kms = new KMSClient(aws.clientConfig);
});
afterAll(() => aws.stop());

/** Past the wire: the signature of a request that is sent "days later" would be out of date. */
const call = (operation: string, input: object) =>
  aws.runtime.aws.call("kms", operation, input, aws.runtime.credentials.administrator().caller);
const newKey = async () =>
  (await kms.send(new CreateKeyCommand({ Description: "d" }))).KeyMetadata?.KeyId ?? "";

describe("aliases", () => {
  test("are made, moved, listed and deleted", async () => {
    const [first, second] = [await newKey(), await newKey()];
    const AliasName = "alias/moves";
    await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: first }));
    const again = new CreateAliasCommand({ AliasName, TargetKeyId: second });
    await expect(kms.send(again)).rejects.toMatchObject({ name: "AlreadyExistsException" });
    await kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId: second }));
    expect((await kms.send(new DescribeKeyCommand({ KeyId: AliasName }))).KeyMetadata?.KeyId).toBe(second);
    const { Aliases } = await kms.send(new ListAliasesCommand({ KeyId: second }));
    expect(Aliases?.map((alias) => alias.AliasName)).toEqual([AliasName]);
    await kms.send(new DeleteAliasCommand({ AliasName }));
    const gone = new DescribeKeyCommand({ KeyId: AliasName });
    await expect(kms.send(gone)).rejects.toMatchObject({ name: "NotFoundException" });
  });

  test("may not take AWS's own names", async () => {
    const command = new CreateAliasCommand({ AliasName: "alias/aws/mine", TargetKeyId: await newKey() });
    await expect(kms.send(command)).rejects.toMatchObject({ name: "InvalidAliasNameException" });
  });
});

test("ListKeys pages through every key", async () => {
  await Promise.all([newKey(), newKey(), newKey()]);
  const ids: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await kms.send(new ListKeysCommand({ Limit: 2, ...(Marker ? { Marker } : {}) }));
    ids.push(...(page.Keys ?? []).map(({ KeyId }) => KeyId ?? ""));
    Marker = page.NextMarker;
  } while (Marker);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBe((await kms.send(new ListKeysCommand({}))).Keys?.length);
});

test("policies are kept, and refused when malformed", async () => {
  const KeyId = await newKey();
  const before = await kms.send(new GetKeyPolicyCommand({ KeyId }));
  expect(JSON.parse(before.Policy ?? "").Statement[0].Action).toBe("kms:*");
  const bad = new PutKeyPolicyCommand({ KeyId, Policy: '{"Statement":[{"Effect":"Maybe"}]}' });
  await expect(kms.send(bad)).rejects.toMatchObject({ name: "MalformedPolicyDocumentException" });
});

test("grants are made once a name, listed, retired and revoked", async () => {
  const KeyId = await newKey();
  const GranteePrincipal = "arn:aws:iam::111111111111:root";
  const wanted = { KeyId, GranteePrincipal, Name: "share", Operations: ["Decrypt" as const] };
  const first = await kms.send(new CreateGrantCommand(wanted));
  expect((await kms.send(new CreateGrantCommand(wanted))).GrantId).toBe(first.GrantId);
  const second = await kms.send(new CreateGrantCommand({ ...wanted, Name: "other" }));
  expect((await kms.send(new ListGrantsCommand({ KeyId }))).Grants).toHaveLength(2);
  await kms.send(new RetireGrantCommand({ GrantToken: first.GrantToken }));
  await kms.send(new RevokeGrantCommand({ KeyId, GrantId: second.GrantId }));
  expect((await kms.send(new ListGrantsCommand({ KeyId }))).Grants).toEqual([]);
});

test("tags are put, listed and removed", async () => {
  const KeyId = await newKey();
  const Tags = [
    { TagKey: "a", TagValue: "1" },
    { TagKey: "b", TagValue: "2" },
  ];
  await kms.send(new TagResourceCommand({ KeyId, Tags }));
  await kms.send(new UntagResourceCommand({ KeyId, TagKeys: ["a"] }));
  expect((await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual([Tags[1]]);
});

test("a scheduled deletion stops the key at once and destroys it at its date", async () => {
  const [KeyId, kept] = [await newKey(), await newKey()];
  for (const id of [KeyId, kept]) {
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }));
  }
  const use = new EncryptCommand({ KeyId, Plaintext: Buffer.from("x") });
  await expect(kms.send(use)).rejects.toMatchObject({ name: "KMSInvalidStateException" });
  await kms.send(new CancelKeyDeletionCommand({ KeyId: kept }));
  advance(8);
  await expect(call("DescribeKey", { KeyId })).rejects.toMatchObject({ name: "NotFoundException" });
  expect((await call("DescribeKey", { KeyId: kept })).KeyMetadata?.KeyState).toBe("Disabled");
});

test("a key rotates by itself when its period is over", async () => {
  const KeyId = (await call("CreateKey", {})).KeyMetadata.KeyId;
  await call("EnableKeyRotation", { KeyId, RotationPeriodInDays: 90 });
  const status = await call("GetKeyRotationStatus", { KeyId });
  expect(status).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
  advance(91);
  await call("Encrypt", { KeyId, Plaintext: Buffer.from("x") });
  const { Rotations } = await call("ListKeyRotations", { KeyId });
  expect(Rotations).toMatchObject([{ RotationType: "AUTOMATIC" }]);
});
