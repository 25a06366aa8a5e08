import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import type { TestRuntime } from "../../support/runtime.ts";

/** A client of CloudFormation for a test's runtime. */
export function cloudFormationOf(aws: TestRuntime): CloudFormationClient {
  return new CloudFormationClient(aws.clientConfig);
}

/** Creates or updates a stack from a template, and answers it when the deployment has ended. */
export async function deployStack(
  aws: TestRuntime,
  StackName: string,
  template: object | string,
  more: Partial<CreateStackCommandInput> = {},
): Promise<Stack> {
  const client = cloudFormationOf(aws);
  const TemplateBody = typeof template === "string" ? template : JSON.stringify(template);
  const input = { StackName, TemplateBody, Capabilities: ["CAPABILITY_NAMED_IAM" as const], ...more };
  try {
    await client.send(new CreateStackCommand(input));
  } catch (error) {
    if ((error as Error).name !== "AlreadyExistsException") throw error;
    await client.send(new UpdateStackCommand(input));
  }
  return settledStack(client, StackName);
}

/** Asks until nothing is in progress any more: an answer costs about a millisecond. */
export async function settledStack(client: CloudFormationClient, nameOrId: string): Promise<Stack> {
  for (;;) {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: nameOrId }));
    const [stack] = Stacks;
    if (stack && !stack.StackStatus?.endsWith("_IN_PROGRESS")) return stack;
  }
}

/** A stack's outputs by key. */
export function outputsOf({ Outputs = [] }: Stack): Readonly<Record<string, string>> {
  return Object.fromEntries(Outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
}
