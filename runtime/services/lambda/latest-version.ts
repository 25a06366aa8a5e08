import { AwsError } from "../../protocol/aws-error.ts";
import { resolveFunction } from "./function-reference.ts";
import type { Lambda } from "./lambda.ts";
import type { FunctionVersion } from "./state.ts";

/** Puts a changed `$LATEST` in place; instances of the old one are no longer reused. */
export function replaceLatest(lambda: Lambda, latest: FunctionVersion): void {
  const { fn } = resolveFunction(lambda, latest.name);
  lambda.state.functions.put(latest.name, { ...fn, latest });
}

/** Optimistic locking: refuses a change made on the ground of an older revision. */
export function checkRevision(lambda: Lambda, name: string, revisionId: string | undefined): void {
  if (revisionId === undefined || resolveFunction(lambda, name).fn.latest.revisionId === revisionId) return;
  throw new AwsError(
    "PreconditionFailedException",
    "The RevisionId provided does not match the latest RevisionId. Call the GetFunction API to retrieve the latest RevisionId for your resource.",
    { status: 412, details: { Type: "User" } },
  );
}
