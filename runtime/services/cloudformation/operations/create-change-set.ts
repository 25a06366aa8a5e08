import { randomUUID } from "node:crypto";
import type {
  CreateChangeSetCommandInput,
  CreateChangeSetCommandOutput,
} from "@aws-sdk/client-cloudformation";
import type { Operation, RequestContext } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { givenTags, isUnchanged, readDefinition, refuseUnlessUpdatable } from "../begin-deployment.ts";
import { changeSetKey, plannedChanges } from "../change-sets.ts";
import { setStackStatus } from "../deployment/record-status.ts";
import { newStack } from "../new-stack.ts";
import type { ChangeSetRecord, StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";
import { validationError } from "../template/validation-error.ts";

const NOT_EMULATED = [
  ...["ResourceTypes", "RoleARN", "RollbackConfiguration", "NotificationARNs", "ResourcesToImport"],
  ...["IncludeNestedStacks", "OnStackFailure", "ImportExistingResources", "DeploymentMode"],
];
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** CreateChangeSet: ready at once. Of type CREATE it makes the stack's name and id, and nothing in it. */
export function createChangeSet(
  stacks: Stacks,
): Operation<CreateChangeSetCommandInput, Omit<CreateChangeSetCommandOutput, "$metadata">> {
  return async (input, context) => {
    refuseMembers(input, NOT_EMULATED, { code: "ValidationError" });
    const { ChangeSetName: name = "", ChangeSetType: type = "UPDATE" } = input;
    if (type === "IMPORT") throw validationError("Not emulated by the embedded AWS: ChangeSetType IMPORT.");
    const stack =
      type === "CREATE" ? stackToReview(stacks, input, context) : stacks.get(input.StackName ?? "");
    if (type === "UPDATE") refuseUnlessUpdatable(stack);
    if (stacks.changeSets.has(changeSetKey(stack.stackId, name)))
      throw new AwsError("AlreadyExistsException", `ChangeSet ${name} already exists`);
    const changeSet = await plan(stacks, stack, { input, type, context });
    if (stack.status === "REVIEW_IN_PROGRESS" && !stacks.find(stack.stackId))
      setStackStatus(stacks, stack, "REVIEW_IN_PROGRESS");
    stacks.changeSets.put(changeSetKey(stack.stackId, name), changeSet);
    return { Id: changeSet.changeSetId, StackId: stack.stackId };
  };
}

function stackToReview(
  stacks: Stacks,
  input: CreateChangeSetCommandInput,
  { region }: RequestContext,
): StackRecord {
  const name = input.StackName ?? "";
  const existing = stacks.find(name);
  if (existing === undefined) return newStack(stacks, { name, region });
  if (existing.status === "REVIEW_IN_PROGRESS") return existing;
  throw validationError(`Stack [${name}] already exists and cannot be created again with the changeSet.`);
}

async function plan(
  stacks: Stacks,
  stack: StackRecord,
  request: Readonly<{
    input: CreateChangeSetCommandInput;
    type: "CREATE" | "UPDATE";
    context: RequestContext;
  }>,
): Promise<ChangeSetRecord> {
  const { input, type, context } = request;
  const { caller, region } = context;
  const {
    UsePreviousTemplate,
    TemplateBody,
    TemplateURL,
    Parameters,
    Capabilities = [],
    Description,
  } = input;
  const source = UsePreviousTemplate ? { previousBody: stack.templateBody } : { TemplateBody, TemplateURL };
  const given = { ...source, Parameters, Capabilities };
  const definition = await readDefinition(stacks, given, { caller, previous: stack });
  const tags = input.Tags === undefined ? stack.tags : givenTags(input.Tags);
  const deployment = { kind: "update", phase: "forward", caller } as const;
  const isSame = type === "UPDATE" && isUnchanged(stack, { ...definition, tags });
  const changes = isSame ? [] : await plannedChanges(stacks, { ...stack, ...definition, tags, deployment });
  const name = input.ChangeSetName ?? "";
  return {
    changeSetId: `arn:aws:cloudformation:${region}:${stacks.runtime.accountId}:changeSet/${name}/${randomUUID()}`,
    name,
    stackId: stack.stackId,
    stackName: stack.name,
    type,
    status: isSame ? "FAILED" : "CREATE_COMPLETE",
    ...(isSame && { statusReason: NO_CHANGES }),
    executionStatus: isSame ? "UNAVAILABLE" : "AVAILABLE",
    ...(Description !== undefined && { description: Description }),
    definition,
    capabilities: Capabilities,
    tags,
    changes,
    creationTimeMs: stacks.runtime.clock.now(),
  };
}
