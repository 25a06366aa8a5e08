import type { StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";
import { validationError } from "../template/validation-error.ts";

/** The value of a parameter of the Parameter Store, read as the caller that deploys the stack. */
export async function readSsmParameter(
  { runtime }: Stacks,
  { deployment }: Pick<StackRecord, "deployment">,
  name: string,
): Promise<string> {
  if (deployment === undefined) throw new Error("Parameters are read for a deployment only");
  try {
    const input = { Name: name };
    const answer = await runtime.aws.call<SsmAnswer>("ssm", "GetParameter", input, deployment.caller);
    return answer.Parameter.Value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw validationError(`Unable to fetch parameter [${name}] from parameter store: ${reason}`, error);
  }
}

interface SsmAnswer {
  readonly Parameter: { readonly Value: string };
}
