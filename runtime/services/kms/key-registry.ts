import { randomUUID } from "node:crypto";
import type { Runtime } from "../../kernel/service.ts";
import type { Collection } from "../../storage/store.ts";
import { kmsErrors } from "./errors.ts";
import { defaultPolicy } from "./key-policy.ts";
import type { KeyRing } from "./key-ring.ts";
import type { AliasState, GrantState, KeyState } from "./key-state.ts";

/** What the operations of KMS share. */
export interface Kms {
  readonly runtime: Runtime;
  readonly ring: KeyRing;
  readonly keys: Collection<KeyState>;
  readonly aliases: Collection<AliasState>;
  /** By `KEY ID/GRANT ID`. */
  readonly grants: Collection<GrantState>;
}

export const DAY_MS = 86_400_000;
const MANAGED_SERVICES = ["dynamodb", "ebs", "lambda", "logs", "s3", "secretsmanager", "sns", "sqs", "ssm"];
/** The aliases of keys that AWS services bring with them; each key is made when it is first asked for. */
export const MANAGED_ALIASES: readonly string[] = MANAGED_SERVICES.map((service) => `alias/aws/${service}`);

export function keyArn(kms: Kms, id: string): string {
  return `arn:aws:kms:${kms.runtime.region}:${kms.runtime.accountId}:key/${id}`;
}

export function aliasArn(kms: Kms, name: string): string {
  return `arn:aws:kms:${kms.runtime.region}:${kms.runtime.accountId}:${name}`;
}

/** Makes and keeps a key with its first material. */
export function addKey(
  kms: Kms,
  options: Readonly<Pick<KeyState, "manager" | "description" | "tags"> & { policy?: string | undefined }>,
): KeyState {
  const createdMs = kms.runtime.clock.now();
  const id = randomUUID();
  const material = kms.ring.generate({ createdMs });
  const policy = options.policy ?? defaultPolicy(kms.runtime.accountId);
  const rotation = { periodDays: 365, nextMs: createdMs + 365 * DAY_MS };
  const key: KeyState = {
    ...{ id, arn: keyArn(kms, id), state: "Enabled", createdMs, materials: [material] },
    ...{ manager: options.manager, description: options.description, tags: options.tags, policy },
    ...(options.manager === "AWS" ? { rotation } : {}),
  };
  kms.keys.put(id, key);
  return key;
}

/** Finds a key by id, key ARN, alias name or alias ARN. Makes the AWS managed keys on demand. */
export function findKey(kms: Kms, keyId: string | undefined): KeyState {
  const text = keyId ?? "";
  const resource = text.startsWith("arn:") ? resourceOf(kms, text) : text;
  return resource.startsWith("alias/") ? keyOfAlias(kms, resource) : keyById(kms, resource);
}

/** Finds a key by id or key ARN, as the operations that change a key want it. */
export function findKeyById(kms: Kms, keyId: string | undefined): KeyState {
  const text = keyId ?? "";
  const resource = text.startsWith("arn:") ? resourceOf(kms, text) : text;
  if (resource.startsWith("alias/")) throw kmsErrors.invalidKeyId(text);
  return keyById(kms, resource);
}

/** A customer's key by id, for changes that AWS managed keys do not allow; not one that waits for its deletion. */
export function findChangeableKey(kms: Kms, keyId: string | undefined): KeyState {
  const key = findKeyById(kms, keyId);
  if (key.manager === "AWS") throw kmsErrors.awsManaged(key);
  if (key.state === "PendingDeletion") throw kmsErrors.pendingDeletion(key);
  return key;
}

/** A key that may encrypt and decrypt now, rotated before if its time has come. */
export function findUsableKey(kms: Kms, keyId: string | undefined): KeyState {
  const key = findKey(kms, keyId);
  if (key.state === "Disabled") throw kmsErrors.disabled(key);
  if (key.state === "PendingDeletion") throw kmsErrors.pendingDeletion(key);
  return rotateWhenDue(kms, key);
}

/** The key behind an alias; undefined for an AWS managed alias whose key nobody has needed yet. */
function keyOfAlias(kms: Kms, name: string): KeyState {
  const alias = kms.aliases.get(name);
  if (alias !== undefined) return keyById(kms, alias.keyId);
  if (!MANAGED_ALIASES.includes(name)) throw kmsErrors.aliasNotFound(aliasArn(kms, name));
  const service = name.slice("alias/aws/".length);
  const description = `Default key that protects my ${service} data when no other key is defined`;
  const key = addKey(kms, { manager: "AWS", description, tags: {} });
  kms.aliases.put(name, { name, keyId: key.id, createdMs: key.createdMs, updatedMs: key.createdMs });
  return key;
}

function keyById(kms: Kms, id: string): KeyState {
  const key = kms.keys.get(id);
  if (key !== undefined) return key;
  throw kmsErrors.keyNotFound(keyArn(kms, id));
}

function resourceOf(kms: Kms, arn: string): string {
  const [, , service, region, account, ...rest] = arn.split(":");
  const resource = rest.join(":");
  const here = service === "kms" && region === kms.runtime.region && account === kms.runtime.accountId;
  if (!here) throw kmsErrors.keyNotFound(arn);
  return resource.startsWith("key/") ? resource.slice("key/".length) : resource;
}

function rotateWhenDue(kms: Kms, key: KeyState): KeyState {
  const now = kms.runtime.clock.now();
  if (key.rotation === undefined || now < key.rotation.nextMs) return key;
  const material = kms.ring.generate({ createdMs: now, rotationType: "AUTOMATIC" });
  const nextMs = now + key.rotation.periodDays * DAY_MS;
  const rotated: KeyState = {
    ...key,
    materials: [...key.materials, material],
    rotation: { ...key.rotation, nextMs },
  };
  kms.keys.put(key.id, rotated);
  return rotated;
}
