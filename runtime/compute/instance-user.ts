import { spawnSync } from "node:child_process";

/** Whom the processes of instances run as when the runtime is root. */
export interface InstanceUser {
  readonly uid: number;
  readonly gid: number;
}

/** An id that belongs to nobody and that even a container maps. */
const INSTANCE_USER: InstanceUser = { uid: 61_184, gid: 61_184 };

/**
 * A user without rights of its own, because an application must not run as root. Undefined when the runtime is not
 * root, or may not give up being root: then instances run as the runtime's own user.
 */
export function findInstanceUser(): InstanceUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return spawnSync("true", { ...INSTANCE_USER }).status === 0 ? INSTANCE_USER : undefined;
}
