import { Agent, get } from "node:http";
import { setTimeout as pace } from "node:timers/promises";

/** What clients of an application saw. */
export interface Traffic {
  readonly requests: number;
  /** What requests that were not answered 200 came to, each with how many. */
  readonly failures: Readonly<Record<string, number>>;
  /** How many answers came from which version. */
  readonly versions: Readonly<Record<string, number>>;
}

const CLIENTS = 4;
const PACE_MS = 5;

/**
 * Clients that ask an application for its version without a pause until they are stopped: half of them keep their
 * connection, half of them open one for each request.
 */
export function startTraffic(url: string): { stop(): Promise<Traffic> } {
  const failures: Record<string, number> = {};
  const versions: Record<string, number> = {};
  const count = (counts: Record<string, number>, what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const stopped = new AbortController();
  let requests = 0;
  const ask = async (agent: Agent) => {
    while (!stopped.signal.aborted) {
      requests += 1;
      const answer = await answerOf(`${url}/version`, agent);
      if (typeof answer === "string") count(failures, answer);
      else count(versions, answer.version);
      await pace(PACE_MS);
    }
    agent.destroy();
  };
  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    ask(new Agent({ keepAlive: index % 2 === 0, maxSockets: 1 })),
  );
  return {
    async stop() {
      stopped.abort();
      await Promise.all(clients);
      return { requests, failures, versions };
    },
  };
}

/** The version that answers, or what went wrong. */
function answerOf(url: string, agent: Agent): Promise<{ readonly version: string } | string> {
  return new Promise((resolve) => {
    const request = get(url, { agent, timeout: 5000 }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("error", (error) => resolve(`broken off: ${error.message}`));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(JSON.parse(body) as { version: string });
        else resolve(`${response.statusCode} ${body}`);
      });
    });
    request.on("timeout", () => request.destroy(new Error("no answer within 5 s")));
    request.on("error", (error) => resolve(error.message));
  });
}
