import { AwsError } from "../../protocol/aws-error.ts";

type ResourceType = "stateMachine" | "activity" | "execution" | "mapRun";

/** `arn:aws:states:<region>:<account>:<type>:<name>`; aliases and versions go on after the name. */
const ARN = /^arn:[a-z-]+:states:[a-z0-9-]+:\d{12}:([A-Za-z]+):.+$/;

/** Refuses what is no ARN of this service, or one of another type than asked for. */
export function checkArn(arn: string | undefined, ...types: readonly ResourceType[]): string {
  if (arn === undefined || !arn.startsWith("arn:")) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const type = ARN.exec(arn)?.[1];
  if (type === undefined) throw invalidArn(`Invalid ARN: ${arn}`);
  if (!types.some((expected) => expected === type))
    throw invalidArn(`Resource type not valid in this context: ${type}`);
  return arn;
}

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/./;

/** Refuses what is no role's ARN. */
export function checkRole(arn: string | undefined): void {
  if (arn === undefined || !ROLE.test(arn)) throw new AwsError("InvalidArn", `Invalid Role Arn: '${arn}'`);
}

function invalidArn(reason: string): AwsError {
  return new AwsError("InvalidArn", `Invalid Arn: '${reason}'`);
}
