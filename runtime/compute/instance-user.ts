import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import type { Collection } from "../storage/store.ts";

/** Whom the processes of an instance run as when the runtime is root. */
export interface InstanceUser {
  readonly uid: number;
  readonly gid: number;
}

/** Hands out the users of instances, and remembers who has which. */
export interface InstanceUsers {
  /** The instance's user; the same one for as long as the instance keeps it, and nobody else's. */
  claim(instanceId: string): InstanceUser;
  release(instanceId: string): void;
}

/** Ids that belong to nobody and that even a container maps. */
const FIRST_ID = 61_184;
const IDS = 4_336;

/**
 * Users without rights of their own, one an instance: an application must neither run as root nor get at the files and
 * processes of another one. Undefined when the runtime is not root, or may not give up being root: then instances run
 * as the runtime's own user. The first id comes from the data folder, so that two runtimes rarely meet.
 */
export function createInstanceUsers(claims: Collection<number>, seed: string): InstanceUsers | undefined {
  if (!canBecome(userOf(FIRST_ID))) return undefined;
  const taken = new Set(claims.values());
  const offset = createHash("sha256").update(seed).digest().readUInt16BE(0);
  return {
    claim(instanceId) {
      const known = claims.get(instanceId);
      if (known !== undefined) return userOf(known);
      const id = firstFree(offset, taken);
      taken.add(id);
      claims.put(instanceId, id);
      return userOf(id);
    },
    release(instanceId) {
      taken.delete(claims.get(instanceId) ?? 0);
      claims.delete(instanceId);
    },
  };
}

function canBecome(user: InstanceUser): boolean {
  return process.getuid?.() === 0 && spawnSync("true", { ...user }).status === 0;
}

function firstFree(offset: number, taken: ReadonlySet<number>): number {
  for (let index = 0; index < IDS; index += 1) {
    const id = FIRST_ID + ((offset + index) % IDS);
    if (!taken.has(id)) return id;
  }
  throw new Error(`expected a free user for an instance; all ${IDS} are taken`);
}

function userOf(id: number): InstanceUser {
  return { uid: id, gid: id };
}
