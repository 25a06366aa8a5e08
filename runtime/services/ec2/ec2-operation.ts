import type { Operation, RequestContext } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { refuseOtherMembers } from "../../protocol/refuse-members.ts";

type Result<Output> = Omit<Output, "$metadata">;

/** The members of a request that an operation acts on; all others are refused by name. */
type Members<Input> = readonly (keyof Input & string)[];

/**
 * An operation of EC2: refuses members that are not acted on, and honours `DryRun` as far as the request can be judged
 * without carrying it out.
 */
export function ec2Operation<Input extends object, Output>(
  accepted: Members<Input>,
  run: (input: Input, context: RequestContext) => Result<Output> | Promise<Result<Output>>,
): Operation<Input, Result<Output>> {
  return (input, context) => {
    refuseOtherMembers(input, [...accepted, "DryRun"], { code: "UnsupportedOperation" });
    if ("DryRun" in input && input.DryRun === true) {
      throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", {
        status: 412,
      });
    }
    return run(input, context);
  };
}
