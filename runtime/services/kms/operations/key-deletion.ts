import type {
  CancelKeyDeletionRequest,
  CancelKeyDeletionResponse,
  ScheduleKeyDeletionRequest,
  ScheduleKeyDeletionResponse,
} from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { kmsErrors } from "../errors.ts";
import { DAY_MS, findChangeableKey, findKeyById, type Kms } from "../key-registry.ts";
import type { KeyState } from "../key-state.ts";

/** Makes a key unusable now and destroys it, with its aliases and grants, after 7 to 30 days. */
export function scheduleKeyDeletion(
  kms: Kms,
): Operation<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse> {
  return (input) => {
    const key = findChangeableKey(kms, input.KeyId);
    const days = input.PendingWindowInDays ?? 30;
    if (days < 7 || days > 30) throw kmsErrors.validation(`PendingWindowInDays must be 7 to 30, is ${days}.`);
    const deletionMs = kms.runtime.clock.now() + days * DAY_MS;
    const pending: KeyState = { ...key, state: "PendingDeletion", deletionMs };
    kms.keys.put(key.id, pending);
    armDeletion(kms, pending);
    const DeletionDate = new Date(deletionMs);
    return { KeyId: key.arn, DeletionDate, KeyState: "PendingDeletion", PendingWindowInDays: days };
  };
}

/** Takes a key back from its deletion; it is disabled until it is enabled. */
export function cancelKeyDeletion(kms: Kms): Operation<CancelKeyDeletionRequest, CancelKeyDeletionResponse> {
  return (input) => {
    const { deletionMs: _, ...key } = findKeyById(kms, input.KeyId);
    if (key.state !== "PendingDeletion") throw kmsErrors.notPendingDeletion(key);
    kms.keys.put(key.id, { ...key, state: "Disabled" });
    return { KeyId: key.arn };
  };
}

/** Waits for a key's deletion date; a cancelled or repeated schedule makes the timer do nothing. */
export function armDeletion(kms: Kms, key: KeyState): void {
  if (key.deletionMs === undefined) return;
  kms.runtime.clock.after(key.deletionMs - kms.runtime.clock.now(), () => {
    const current = kms.keys.get(key.id);
    if (current !== undefined && current.deletionMs === key.deletionMs) destroyKey(kms, current);
  });
}

function destroyKey(kms: Kms, key: KeyState): void {
  kms.keys.delete(key.id);
  kms.ring.forget(key.materials);
  for (const [name, alias] of [...kms.aliases.entries()])
    if (alias.keyId === key.id) kms.aliases.delete(name);
  for (const [id] of [...kms.grants.entries(`${key.id}/`)]) kms.grants.delete(id);
}
