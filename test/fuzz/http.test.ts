import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allServices } from "../../runtime/services/all.ts";
import { startTestRuntime, type TestRuntime } from "../support/runtime.ts";
import { type Case, shown } from "./http/case.ts";
import { jsonCase } from "./http/json-request.ts";
import { malformedMessages } from "./http/malformed-messages.ts";
import { queryCase } from "./http/query-request.ts";
import { restCase } from "./http/rest-request.ts";
import { unsignedCase } from "./http/unsigned-request.ts";
import { type RawAnswer, type Signer, send, signed } from "./raw-request.ts";

const SEED = Number(process.env.FUZZ_SEED ?? 20_26);
const TIMES = Number(process.env.FUZZ_RUNS ?? 1);

let aws: TestRuntime;
let signer: Signer;
const defects: unknown[] = [];

beforeAll(async () => {
  const quiet = () => {};
  const error = (message: string, details: { readonly error?: Error }) =>
    defects.push(`${message}: ${details.error?.stack}`);
  aws = await startTestRuntime({ services: allServices, log: { info: quiet, warn: quiet, error } as never });
  signer = { endpoint: aws.endpoint, ...aws.clientConfig.credentials };
});
afterAll(() => aws.stop());

/** An answer of AWS's kind: success or a refusal with a code. */
function checkAnswer({ status, body }: RawAnswer, method: string): void {
  expect(defects.map(String)).toEqual([]);
  expect(status === 501 || (status >= 200 && status < 500)).toBe(true);
  if (status < 300 || status === 304 || method === "HEAD") return;
  expect(body).toMatch(/"__type":"\w+|<Code>[\w.]+<\/Code>/);
}

async function requireHealth(): Promise<void> {
  const request = { method: "GET", target: "/_repave/health", headers: {}, body: Buffer.alloc(0) };
  expect(await send(request, aws.endpoint)).toMatchObject({ status: 200, body: "ok\n" });
}

async function holds<Given>(cases: fc.IAsyncProperty<Given>, runs: number): Promise<void> {
  await fc.assert(cases, { seed: SEED, numRuns: runs * TIMES });
  await requireHealth();
}

/** Sends text as it is and gives what came back before the connection ended. */
function sendText(text: string): Promise<string> {
  const { hostname, port } = new URL(aws.endpoint);
  return new Promise((resolve) => {
    let received = "";
    const socket = connect(Number(port), hostname, () => socket.write(text, () => socket.end()));
    socket.on("data", (data) => (received += data)).on("error", () => resolve(received));
    socket.on("close", () => resolve(received));
  });
}

const answers = (given: fc.Arbitrary<Case>) =>
  fc.asyncProperty(given.map(shown), async ({ service, ...request }) => {
    defects.length = 0;
    checkAnswer(await send(signed(request, service, signer), aws.endpoint), request.method);
  });

describe("a signed request", () => {
  it("with any JSON is answered or refused", () => holds(answers(jsonCase), 300));
  it("with any parameters is answered or refused", () => holds(answers(queryCase), 300));
  it("with any path, body and framing is answered or refused", () => holds(answers(restCase), 500));
});

describe("a request that is not signed", () => {
  it("is refused", async () => {
    const cases = fc.asyncProperty(unsignedCase, async (request) => {
      defects.length = 0;
      const answer = await send(request, aws.endpoint);
      checkAnswer(answer, request.method);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    });
    await holds(cases, 200);
  });

  it.each(malformedMessages)("and is %s is refused, or the connection ends", async (_what, text) => {
    defects.length = 0;
    expect(await sendText(text)).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expect(defects).toEqual([]);
    await requireHealth();
  });
});
