import { randomUUID } from "node:crypto";
import type { StackRecord } from "./records.ts";
import type { Stacks } from "./stacks.ts";
import { validationError } from "./template/validation-error.ts";

/** A stack with nothing in it yet, and an id of its own. Refuses names that CloudFormation does not allow. */
export function newStack(
  { runtime }: Stacks,
  { name, region }: Readonly<{ name: string; region: string }>,
): StackRecord {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(name))
    throw validationError(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  return {
    stackId: `arn:aws:cloudformation:${region}:${runtime.accountId}:stack/${name}/${randomUUID()}`,
    name,
    status: "REVIEW_IN_PROGRESS",
    templateBody: "",
    parameters: [],
    outputs: [],
    capabilities: [],
    tags: [],
    disableRollback: false,
    terminationProtection: false,
    creationTimeMs: runtime.clock.now(),
  };
}
