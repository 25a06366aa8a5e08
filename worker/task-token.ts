import type { ReadRequest } from "./request.ts";

/** The token that the waiting state is answered with. */
export interface TaskToken {
  readonly current: () => string;
  /** Looks for the token of a retried state; true when there is one. */
  readonly renew: () => Promise<boolean>;
}

/** A token that follows the request parameter: a retry that attaches to this worker writes its own token there. */
export function followToken(first: string, readRequest: ReadRequest): TaskToken {
  let token = first;
  return {
    current: () => token,
    renew: async () => {
      const { taskToken } = await readRequest();
      const isNewer = taskToken !== token;
      token = taskToken;
      return isNewer;
    },
  };
}

const refusals: ReadonlySet<string> = new Set(["TaskTimedOut", "InvalidToken", "TaskDoesNotExist"]);

/** Whether Step Functions says that nobody waits for this token. */
export function isTokenRefused(error: unknown): boolean {
  return error instanceof Error && refusals.has(error.name);
}
