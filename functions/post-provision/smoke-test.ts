import type { ReleaseConfiguration } from "../../core/config/release-configuration.ts";
import { SmokeTestFailed } from "../../core/errors.ts";
import type { PostProvisionResult } from "../../core/stage-results.ts";

export type SmokeRequest = ReleaseConfiguration["smokeTest"][number];
type SmokeReport = PostProvisionResult["smokeTest"][number];

export interface SmokeTools {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: (delayMs: number) => Promise<unknown>;
}

export interface SmokeTarget {
  /** `http://<load balancer>:<port>` */
  readonly url: string;
  /** Sent as `x-repave-release`, by which the load balancer leads the request to the new colour. */
  readonly releaseId: string;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** How long a load balancer's new name may take until it resolves and takes connections. */
const CONNECT_WITHIN_MS = 90_000;
/** How long its instances may be away, as after a restart of one: the load balancer itself answers for them then. */
const INSTANCE_WITHIN_MS = 15_000;
const AGAIN_AFTER_MS = 500;
const gatewayStatuses: readonly number[] = [502, 503, 504];
const unconnectedCodes: readonly string[] = [
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

/**
 * Asks the new colour, through the load balancer and before it has any traffic, what the application's smoke test asks.
 * Throws SmokeTestFailed that names every request that failed and what came; an answer's body is not repeated, as it
 * may hold anything.
 */
export async function runSmokeTest(
  tools: SmokeTools,
  target: SmokeTarget,
  requests: readonly SmokeRequest[],
): Promise<readonly SmokeReport[]> {
  const outcomes = await Promise.all(requests.map((request) => ask(tools, target, request)));
  const failures = outcomes.flatMap(({ failure }) => failure ?? []);
  if (failures.length > 0) throw new SmokeTestFailed(failures.join("\n"));
  return outcomes.map(({ report }) => report);
}

async function ask(tools: SmokeTools, target: SmokeTarget, request: SmokeRequest) {
  const begunAt = tools.now();
  const answer = await connect(tools, target, request);
  const milliseconds = tools.now() - begunAt;
  const report: SmokeReport = { path: request.path, status: answer.status, milliseconds };
  const problem = answer.problem ?? findProblem(request, answer);
  return problem === undefined ? { report } : { report, failure: `GET ${request.path}: ${problem}` };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  /** Why there was no answer at all. */
  readonly problem?: string;
  readonly reason?: string;
}

/** Asks again while the load balancer cannot be reached yet, or has no instance that answers yet. */
async function connect(tools: SmokeTools, target: SmokeTarget, request: SmokeRequest): Promise<Answer> {
  const begunAt = tools.now();
  for (;;) {
    const answer = await tryOnce(tools, target, request);
    const isOver = tools.now() + AGAIN_AFTER_MS >= begunAt + patienceMs(answer, request);
    if (isOver) return answer;
    await tools.wait(AGAIN_AFTER_MS);
  }
}

function patienceMs({ status, reason = "" }: Answer, request: SmokeRequest): number {
  if (unconnectedCodes.includes(reason)) return CONNECT_WITHIN_MS;
  return gatewayStatuses.includes(status) && status !== request.status ? INSTANCE_WITHIN_MS : 0;
}

async function tryOnce(tools: SmokeTools, target: SmokeTarget, request: SmokeRequest): Promise<Answer> {
  try {
    return await get(tools, target, request);
  } catch (error) {
    const reason = reasonOf(error);
    const problem = `expected status ${request.status}; came no answer (${reason})`;
    return { status: 0, body: "", problem, reason };
  }
}

async function get({ fetch }: SmokeTools, target: SmokeTarget, { path }: SmokeRequest): Promise<Answer> {
  const response = await fetch(`${target.url.replace(/\/$/, "")}${path}`, {
    headers: { "x-repave-release": target.releaseId },
    redirect: "manual",
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  return { status: response.status, body: await response.text() };
}

function findProblem(request: SmokeRequest, { status, body }: Answer): string | undefined {
  if (status !== request.status) return `expected status ${request.status}; came ${status}`;
  if (request.contains === undefined || body.includes(request.contains)) return undefined;
  return `expected an answer that contains ${JSON.stringify(request.contains)}; came ${body.length} characters without it`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? error.name;
}
