import type { AutoScaling } from "./context.ts";

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/**
 * Notes a launch that came to nothing. The group waits before its next one, twice as long each time, so that a
 * program that always crashes does not keep the machine busy.
 */
export function noteFailure({ state, runtime }: AutoScaling, groupName: string): void {
  const group = state.groups.get(groupName);
  if (group === undefined) return;
  const failures = group.failures + 1;
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  state.groups.put(groupName, { ...group, failures, retryAtMs: runtime.clock.now() + delayMs });
}

/** Forgets earlier failures: an instance has lasted, or somebody changed the group. */
export function forgetFailures({ state }: AutoScaling, groupName: string): void {
  const group = state.groups.get(groupName);
  if (group !== undefined && group.failures > 0)
    state.groups.put(groupName, { ...group, failures: 0, retryAtMs: 0 });
}
