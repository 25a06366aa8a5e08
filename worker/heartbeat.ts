import { SendTaskHeartbeatCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { isTokenRefused, type TaskToken } from "./task-token.ts";

/** How many beats in a row may be refused, without a newer token, before the work is given up. */
const patienceBeats = 4;

export interface HeartbeatOptions {
  readonly sfn: SFNClient;
  readonly token: TaskToken;
  readonly intervalMs: number;
  /** Resolves after the time, or at once when the signal aborts. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
  readonly say: (line: string) => void;
  /** Nobody waits for this work any more. */
  readonly onLost: () => void;
}

/**
 * Tells the waiting state that the work goes on, until the returned function is called. A refused beat is followed by a
 * look for the token of a retry; after some beats without one the work is lost. Other failures are logged and tried
 * again with the next beat, since the state allows for several that are missing.
 */
export function startHeartbeat(options: HeartbeatOptions): () => void {
  const stopped = new AbortController();
  void beatUntil(stopped.signal, options);
  return () => stopped.abort();
}

async function beatUntil(signal: AbortSignal, options: HeartbeatOptions): Promise<void> {
  let refused = 0;
  while (refused < patienceBeats) {
    await options.sleep(options.intervalMs, signal);
    if (signal.aborted) return;
    refused = (await beat(options)) ? 0 : refused + 1;
  }
  options.onLost();
}

/** False when the token is refused and there is no newer one. */
async function beat({ sfn, token, say }: HeartbeatOptions): Promise<boolean> {
  try {
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken: token.current() }));
    return true;
  } catch (error) {
    if (isTokenRefused(error)) return renewed(token, say);
    say(`heartbeat failed: ${String(error)}`);
    return true;
  }
}

async function renewed(token: TaskToken, say: (line: string) => void): Promise<boolean> {
  try {
    const isNewer = await token.renew();
    if (isNewer) say("a retried state waits for this work now");
    return isNewer;
  } catch (error) {
    say(`the request could not be read again: ${String(error)}`);
    return true;
  }
}
