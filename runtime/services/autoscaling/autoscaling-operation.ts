import type { Operation, RequestContext } from "../../kernel/service.ts";
import { refuseOtherMembers } from "../../protocol/refuse-members.ts";

type Result<Output> = Omit<Output, "$metadata">;

/** An operation of Auto Scaling: members that it does not act on are refused by name. */
export function autoScalingOperation<Input extends object, Output>(
  accepted: readonly (keyof Input & string)[],
  run: (input: Input, context: RequestContext) => Result<Output> | Promise<Result<Output>>,
): Operation<Input, Result<Output>> {
  return (input, context) => {
    refuseOtherMembers(input, accepted, { code: "ValidationError" });
    return run(input, context);
  };
}
