import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { KeyPairInfo } from "@aws-sdk/client-ec2";
import type { Caller } from "../../kernel/caller.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Ec2 } from "./context.ts";
import type { KeyPairRecord } from "./records.ts";
import { type Ec2State, newId } from "./state.ts";
import { putTags, toTagList } from "./tags.ts";

/** The public half of a key pair, in OpenSSH's format, and its fingerprint. */
export interface KeyMaterial {
  readonly keyType: "rsa" | "ed25519";
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** Makes a key pair; the private key is in PEM. */
export function makeKeyPair(keyType: "rsa" | "ed25519"): KeyMaterial & { readonly privateKey: string } {
  const pair =
    keyType === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ed25519");
  const format = keyType === "rsa" ? "pkcs1" : "pkcs8";
  const privateKey = pair.privateKey.export({ type: format, format: "pem" }).toString();
  const blob = keyType === "rsa" ? rsaBlob(pair.publicKey) : ed25519Blob(pair.publicKey);
  return { ...describeBlob(keyType, blob), privateKey };
}

/** Reads a public key in OpenSSH's format (`ssh-rsa AAAA…`, `ssh-ed25519 AAAA…`). */
export function readPublicKey(text: string): KeyMaterial {
  const [algorithm = "", base64 = ""] = text.trim().split(/\s+/);
  const keyType = { "ssh-rsa": "rsa", "ssh-ed25519": "ed25519" }[algorithm] as
    | KeyMaterial["keyType"]
    | undefined;
  const blob = Buffer.from(base64, "base64");
  if (keyType === undefined || !blob.subarray(4, 4 + algorithm.length).equals(Buffer.from(algorithm))) {
    throw new AwsError("InvalidKey.Format", "Key is not in valid OpenSSH public key format");
  }
  return describeBlob(keyType, blob);
}

export function storeKeyPair(
  { state, runtime }: Ec2,
  options: Readonly<{
    keyName: string;
    tags: Readonly<Record<string, string>>;
    material: KeyMaterial;
    caller: Caller;
  }>,
): KeyPairRecord {
  const { keyName, tags, material, caller } = options;
  if ([...state.keyPairs.values()].some((it) => it.keyName === keyName)) {
    throw new AwsError("InvalidKeyPair.Duplicate", `The keypair '${keyName}' already exists.`);
  }
  const pair = { ...material, keyPairId: newId("key"), keyName, createdMs: runtime.clock.now() };
  putTags(state, { resourceId: pair.keyPairId, tags, caller });
  state.keyPairs.put(pair.keyPairId, pair);
  return pair;
}

/** The key pairs with these names or ids; all when none are given. Throws when one does not exist. */
export function findKeyPairs(
  state: Ec2State,
  {
    names = [],
    ids = [],
  }: Readonly<{ names: readonly string[] | undefined; ids: readonly string[] | undefined }>,
): readonly KeyPairRecord[] {
  const all = [...state.keyPairs.values()];
  if (names.length + ids.length === 0) return all;
  return [...names, ...ids].map((wanted) => {
    const found = all.find((it) => it.keyName === wanted || it.keyPairId === wanted);
    if (found !== undefined) return found;
    throw new AwsError("InvalidKeyPair.NotFound", `The key pair '${wanted}' does not exist`);
  });
}

export function toKeyPairInfo({ state }: Ec2, it: KeyPairRecord): KeyPairInfo {
  return {
    KeyPairId: it.keyPairId,
    KeyName: it.keyName,
    KeyType: it.keyType,
    KeyFingerprint: it.fingerprint,
    CreateTime: new Date(it.createdMs),
    Tags: toTagList(state.tags.get(it.keyPairId)),
  };
}

function describeBlob(keyType: KeyMaterial["keyType"], blob: Buffer): KeyMaterial {
  const fingerprint = createHash("sha256").update(blob).digest("base64");
  return { keyType, publicKey: `ssh-${keyType} ${blob.toString("base64")}`, fingerprint };
}

function rsaBlob(key: KeyObject): Buffer {
  const { e = "", n = "" } = createPublicKey(key.export({ type: "spki", format: "pem" })).export({
    format: "jwk",
  });
  // A leading zero byte keeps the modulus positive in SSH's encoding.
  const modulus = Buffer.concat([Buffer.from([0]), Buffer.from(n, "base64url")]);
  return Buffer.concat([Buffer.from("ssh-rsa"), Buffer.from(e, "base64url"), modulus].map(withLength));
}

function ed25519Blob(key: KeyObject): Buffer {
  const { x = "" } = key.export({ format: "jwk" });
  return Buffer.concat([Buffer.from("ssh-ed25519"), Buffer.from(x, "base64url")].map(withLength));
}

function withLength(part: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return Buffer.concat([length, part]);
}
