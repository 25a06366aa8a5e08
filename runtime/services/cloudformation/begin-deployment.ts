import type { Parameter, Tag as SdkTag } from "@aws-sdk/client-cloudformation";
import type { RequestContext } from "../../kernel/service.ts";
import { readSsmParameter } from "./deployment/read-ssm-parameter.ts";
import { setStackStatus } from "./deployment/record-status.ts";
import { runDeployment } from "./deployment/run-deployment.ts";
import { activeResources, stackScope } from "./deployment/scope.ts";
import { readTemplate, type TemplateSource } from "./read-template.ts";
import type { Deployment, StackRecord } from "./records.ts";
import type { Tag } from "./resource-types/tags.ts";
import type { Stacks } from "./stacks.ts";
import { checkCapabilities, checkTemplate } from "./template/check-template.ts";
import { parameterValues, type StackParameter } from "./template/parameter-values.ts";
import { parseTemplate } from "./template/parse-template.ts";
import type { Template } from "./template/template.ts";

/** What a deployment is asked to deploy, read and checked. */
export interface CheckedDefinition {
  readonly templateBody: string;
  readonly parameters: readonly StackParameter[];
  readonly description?: string;
}

export interface DefinitionInput extends TemplateSource {
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Capabilities?: readonly string[] | undefined;
}

/** Reads template and parameters, and refuses what could not be deployed; nothing is changed yet. */
export async function readDefinition(
  stacks: Stacks,
  input: DefinitionInput,
  { caller, previous }: Readonly<{ caller: RequestContext["caller"]; previous?: StackRecord | undefined }>,
): Promise<CheckedDefinition> {
  const templateBody = await readTemplate(stacks.runtime, input, caller);
  const template = parseTemplate(templateBody);
  checkTemplate(template);
  checkCapabilities(template, input.Capabilities ?? []);
  const deployment: Deployment = { kind: "update", phase: "forward", caller };
  const parameters = await parameterValues({
    declared: template.Parameters,
    given: (input.Parameters ?? []).map(
      ({ ParameterKey = "", ParameterValue, UsePreviousValue = false }) => ({
        key: ParameterKey,
        usePrevious: UsePreviousValue,
        ...(ParameterValue !== undefined && { value: ParameterValue }),
      }),
    ),
    previous: previous?.parameters ?? [],
    readSsmParameter: (name) => readSsmParameter(stacks, { deployment }, name),
  });
  const description = template.Description;
  return { templateBody, parameters, ...(description !== undefined && { description }) };
}

/** Refuses conditions that cannot be evaluated, with the parameters as they are. */
export function checkConditions(stacks: Stacks, stack: StackRecord): Template {
  const template = parseTemplate(stack.templateBody);
  activeResources(template, stackScope(stacks, stack, template));
  return template;
}

/** Keeps the stack with its deployment, and lets it run; the caller does not wait for its end. */
export function begin(stacks: Stacks, stack: StackRecord, status: string): void {
  setStackStatus(stacks, stack, status, "User Initiated");
  void runDeployment(stacks, stack.stackId);
}

/** Tags of a request, as they are kept. */
export function givenTags(tags: readonly SdkTag[] = []): readonly Tag[] {
  return tags.map(({ Key = "", Value = "" }) => ({ Key, Value }));
}
