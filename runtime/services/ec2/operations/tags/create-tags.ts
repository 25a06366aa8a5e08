import type { CreateTagsCommandInput, CreateTagsCommandOutput, ResourceType } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import type { Ec2State } from "../../state.ts";
import { putTags, toTagRecord } from "../../tags.ts";

/** Adds or replaces tags of resources that exist. */
export const createTags = (ec2: Ec2) =>
  ec2Operation<CreateTagsCommandInput, CreateTagsCommandOutput>(["Resources", "Tags"], (input, context) => {
    const tags = toTagRecord(input.Tags ?? []);
    const resources = input.Resources ?? [];
    for (const resourceId of resources) expectResource(ec2.state, resourceId);
    for (const resourceId of resources) putTags(ec2.state, { resourceId, tags, caller: context.caller });
    return {};
  });

/** Refuses an id that no resource has. */
export function expectResource(state: Ec2State, resourceId: string): void {
  if (resourceTypeOf(state, resourceId) !== undefined) return;
  throw new AwsError("InvalidID", `The ID '${resourceId}' is not valid`);
}

/** What kind of resource an id belongs to; undefined when there is none. */
export function resourceTypeOf(state: Ec2State, resourceId: string): ResourceType | undefined {
  const kinds = {
    vpc: state.vpcs,
    subnet: state.subnets,
    "security-group": state.securityGroups,
    "key-pair": state.keyPairs,
    image: state.images,
    "launch-template": state.launchTemplates,
    instance: state.instances,
  };
  const types = Object.keys(kinds) as (keyof typeof kinds)[];
  return types.find((type) => kinds[type].has(resourceId));
}
