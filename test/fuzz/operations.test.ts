import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Service, ServiceFactory } from "../../runtime/kernel/service.ts";
import { operationShapes } from "../../runtime/protocol/shape.ts";
import { allServices } from "../../runtime/services/all.ts";
import { startTestRuntime, type TestRuntime } from "../support/runtime.ts";
import { operationInput } from "./operation-input.ts";

const SEED = Number(process.env.FUZZ_SEED ?? 20_26);
const TIMES = Number(process.env.FUZZ_RUNS ?? 1);

/** Operations that wait for news. */
const WAITING = new Set(["GetActivityTask", "ReceiveMessage", "StartLiveTail"]);
/** Where the SDK's package is not called as the service signs. */
const PACKAGES: Readonly<Record<string, string>> = {
  states: "sfn",
  logs: "cloudwatch-logs",
  events: "eventbridge",
  autoscaling: "auto-scaling",
  elasticloadbalancing: "elastic-load-balancing-v2",
  secretsmanager: "secrets-manager",
};

type Command = new (input: unknown) => never;
interface Client {
  send(command: never, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

let aws: TestRuntime;
const services: Service[] = [];
const defects: string[] = [];

beforeAll(async () => {
  const remember =
    (create: ServiceFactory): ServiceFactory =>
    (runtime) => {
      const service = create(runtime);
      services.push(service);
      return service;
    };
  const quiet = () => {};
  const error = (message: string, details: { readonly error?: Error }) =>
    defects.push(`${message}: ${details.error?.stack}`);
  aws = await startTestRuntime({
    services: allServices.map(remember),
    log: { info: quiet, warn: quiet, error } as never,
  });
});
afterAll(() => aws.stop());

it("every operation of every service answers or refuses what it is given", async () => {
  const failures: string[] = [];
  for (const service of services) {
    const name = PACKAGES[service.signingName] ?? service.signingName;
    const sdk = (await import(`@aws-sdk/client-${name}`)) as Record<string, Command>;
    const client = createClient(sdk);
    for (const [operation, { input }] of operationShapes(service.sdk)) {
      const command = sdk[`${operation}Command`];
      if (!Object.hasOwn(service.operations, operation) || WAITING.has(operation) || !command) continue;
      const cases = fc.asyncProperty(operationInput(input), async (given) => {
        defects.length = 0;
        const abortSignal = AbortSignal.timeout(20_000);
        const status = await statusOf(client.send(new command(given), { abortSignal }));
        if (defects.length > 0 || status.startsWith("500")) throw new Error(`${status} ${defects.join()}`);
      });
      const run = await fc.check(cases, { seed: SEED, numRuns: 2 * TIMES });
      if (run.failed)
        failures.push(`${name} ${operation} ${fc.stringify(run.counterexample)}: ${run.errorInstance}`);
    }
  }
  expect(failures).toEqual([]);
});

function createClient(sdk: Record<string, Command>): Client {
  const name =
    Object.keys(sdk).find(
      (candidate) => /^[A-Za-z0-9]+Client$/.test(candidate) && candidate !== "__Client",
    ) ?? "";
  const Constructor = sdk[name] as unknown as new (config: object) => Client;
  return new Constructor({ ...aws.clientConfig, forcePathStyle: true });
}

/** The status of an answer and what was said; what the SDK refuses to send is no answer. */
async function statusOf(sent: Promise<unknown>): Promise<string> {
  try {
    await sent;
    return "200";
  } catch (error) {
    const { $metadata, message } = error as { $metadata?: { httpStatusCode?: number }; message: string };
    return `${$metadata?.httpStatusCode ?? "not sent"} ${message}`;
  }
}
