import { createHash } from "node:crypto";
import type { StackRecord } from "../records.ts";
import type { ResourceContext } from "../resource-types/resource-type.ts";
import type { Stacks } from "../stacks.ts";

const POLL_MS = 20;
const LONGEST_WAIT_MS = 60_000;

/** What the handlers of a resource may use while a stack is deployed. */
export function resourceContext(
  stacks: Stacks,
  stack: StackRecord,
  resource: Readonly<{ logicalId: string; resumed: boolean }>,
): ResourceContext {
  const { runtime } = stacks;
  const caller = stack.deployment?.caller;
  if (caller === undefined) throw new Error(`Stack ${stack.name} has no deployment under way`);
  return {
    accountId: runtime.accountId,
    region: runtime.region,
    stackName: stack.name,
    stackId: stack.stackId,
    logicalId: resource.logicalId,
    resumed: resource.resumed,
    call: (service, operation, input) => runtime.aws.call(service, operation, input, caller),
    generatedName: (longest) => generatedName(stack, resource.logicalId, longest),
    async waitUntil(condition, what) {
      const deadlineMs = runtime.clock.now() + LONGEST_WAIT_MS;
      while (!(await condition())) {
        if (runtime.clock.now() >= deadlineMs)
          throw new Error(`Waited ${LONGEST_WAIT_MS / 1000} s for ${what}.`);
        await new Promise<void>((resolve) => runtime.clock.after(POLL_MS, resolve));
      }
    },
  };
}

/** Drawn from the stack's id instead of at random, so that an attempt after a crash takes the same name. */
function generatedName({ name, stackId }: StackRecord, logicalId: string, longest: number): string {
  const digest = createHash("sha256").update(`${stackId}/${logicalId}`).digest("hex").slice(0, 12);
  const readable = `${name}-${logicalId}`.slice(0, longest - digest.length - 1).toLowerCase();
  return `${readable}-${digest}`;
}
