import { setTimeout as delay } from "node:timers/promises";
import { SSMClient } from "@aws-sdk/client-ssm";

/** The waits before the metadata service is asked again. */
const delaysMs = [200, 400, 800, 1600, 3200];

/**
 * Credentials that are asked for again when they do not come: the SDK asks the metadata service once and gives it one second, and
 * an instance that has just begun, on a machine with much to do, may need longer. Rejects with the last refusal.
 */
export function patientCredentials<Credentials>(
  find: () => Promise<Credentials>,
  sleep: (delayMs: number) => Promise<unknown> = delay,
): () => Promise<Credentials> {
  return async () => {
    for (const delayMs of delaysMs) {
      try {
        return await find();
      } catch {
        await sleep(delayMs); // What the last attempt says is told.
      }
    }
    return find();
  };
}

/** A client with the instance's own credentials; others are given its configuration. */
export function createInstanceClient(): SSMClient {
  return new SSMClient({ credentials: patientCredentials(new SSMClient({}).config.credentials) });
}
