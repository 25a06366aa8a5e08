import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { InvocationRequest } from "@aws-sdk/client-lambda";
import type { RequestContext, ServiceFactory } from "../../../runtime/kernel/service.ts";
import { createLambda } from "../../../runtime/services/lambda/service.ts";
import type { DeathWatch } from "./death.ts";
import type { Call } from "./messages.ts";

type Payload = Readonly<Record<string, unknown>>;

/** The functions of the workloads. What they are given and who called them is told to the parent. */
const FUNCTIONS: Readonly<Record<string, (payload: Payload) => unknown>> = {
  echo: (payload) => ({ echoed: payload }),
  ask: () => ({}),
  flaky({ retryCount, ...rest }) {
    if (Number(retryCount) < 2) throw Object.assign(new Error("not yet"), { name: "Flaky" });
    return { echoed: rest };
  },
};

export interface CrashLambdaOptions {
  /** Where functions lie that are not of this file, a module each. */
  readonly folder: string;
  readonly watch: DeathWatch;
  readonly onCall: (call: Call) => void;
}

/**
 * Lambda, whose functions with a name of this file or of a recorded case run in the victim's own thread, so that each kill can fall
 * between a call and its result; others run as they are deployed.
 */
export function createCrashLambda({ folder, watch, onCall }: CrashLambdaOptions): ServiceFactory {
  const run = async (name: string, payload: Payload) => {
    const own = FUNCTIONS[name];
    if (own !== undefined) return own(payload);
    const module = await import(pathToFileURL(path.join(folder, `${name}.mjs`)).href);
    return module.handler(payload);
  };
  const runHere = async (functionName: string, payload: Payload) => {
    await turn();
    try {
      const result = await run(functionName, payload);
      watch.pass("after-call");
      return answer(result ?? null);
    } catch (error) {
      const { name, message } = error as Error;
      return { FunctionError: "Unhandled", ...answer({ errorType: name, errorMessage: message }) };
    }
  };
  return (runtime) => {
    const deployed = createLambda(runtime);
    const invokeDeployed = deployed.operations.Invoke;
    const invoke = async (input: InvocationRequest, context: RequestContext) => {
      const functionName = (input.FunctionName ?? "").split(":")[6] ?? input.FunctionName ?? "";
      const payload = JSON.parse(Buffer.from(input.Payload ?? []).toString() || "null");
      watch.pass("before-call");
      onCall({ functionName, payload });
      if (isOwn(functionName)) return runHere(functionName, payload);
      const answered = await invokeDeployed?.(input, context);
      watch.pass("after-call");
      return answered;
    };
    return { ...deployed, operations: { ...deployed.operations, Invoke: invoke } };
  };
}

function isOwn(functionName: string): boolean {
  return Object.hasOwn(FUNCTIONS, functionName) || functionName.startsWith("case-");
}

function answer(value: unknown) {
  return { StatusCode: 200, ExecutedVersion: "$LATEST", Payload: Buffer.from(JSON.stringify(value)) };
}
