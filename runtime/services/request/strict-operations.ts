import type { Operation, RequestContext } from "../../kernel/service.ts";
import { refuseOtherMembers } from "../../protocol/refuse-members.ts";

type Result<Output> = Omit<Output, "$metadata">;

/**
 * Makes the operations of a service: members of a request that an operation does not act on are refused by name, under
 * the code that the service has for a request that is not right.
 */
export function strictOperations(code: string) {
  return <Input extends object, Output>(
    accepted: readonly (keyof Input & string)[],
    run: (input: Input, context: RequestContext) => Result<Output> | Promise<Result<Output>>,
  ): Operation<Input, Result<Output>> =>
    (input, context) => {
      refuseOtherMembers(input, accepted, { code });
      return run(input, context);
    };
}
