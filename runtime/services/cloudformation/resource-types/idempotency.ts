import { AwsError } from "../../../protocol/aws-error.ts";
import type { ResourceContext } from "./resource-type.ts";

/** Runs a call that creates; when it says that the resource exists and a crash cut off an earlier attempt, goes on. */
export async function createOnce(
  context: ResourceContext,
  existsCodes: readonly string[],
  create: () => Promise<unknown>,
): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!(context.resumed && isRefusedWith(error, existsCodes))) throw error;
  }
}

/** Runs a call that removes; what is gone already counts as removed. */
export async function removeIfPresent(
  goneCodes: readonly string[],
  remove: () => Promise<unknown>,
): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isRefusedWith(error, goneCodes)) throw error;
  }
}

/** Whether an error is an API's refusal with one of these codes. */
export function isRefusedWith(error: unknown, codes: readonly string[]): boolean {
  return error instanceof AwsError && codes.includes(error.code);
}
