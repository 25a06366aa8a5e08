import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { checkArn } from "../arns.ts";
import type { States } from "../states.ts";
import { checkTags } from "../tags.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html */
export function tagResource(states: States): Operation<TagResourceInput, object> {
  return (input) => {
    changeTags(states, input.resourceArn, (tags) => checkTags(input.tags, tags));
    return {};
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html */
export function untagResource(states: States): Operation<UntagResourceInput, object> {
  return (input) => {
    changeTags(states, input.resourceArn, (tags) => {
      return Object.fromEntries(Object.entries(tags).filter(([key]) => !input.tagKeys?.includes(key)));
    });
    return {};
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html */
export function listTagsForResource(
  states: States,
): Operation<ListTagsForResourceInput, ListTagsForResourceOutput> {
  return (input) => {
    const arn = checkArn(input.resourceArn, "stateMachine", "activity");
    const resource = states.state.machines.get(arn) ?? states.state.activities.get(arn);
    if (resource === undefined) throw notFound(arn);
    return { tags: Object.entries(resource.tags).map(([key, value]) => ({ key, value })) };
  };
}

type Tags = Readonly<Record<string, string>>;

function changeTags({ state }: States, resourceArn: string | undefined, change: (tags: Tags) => Tags): void {
  const arn = checkArn(resourceArn, "stateMachine", "activity");
  const machine = state.machines.get(arn);
  const activity = state.activities.get(arn);
  if (machine !== undefined) state.machines.put(arn, { ...machine, tags: change(machine.tags) });
  else if (activity !== undefined) state.activities.put(arn, { ...activity, tags: change(activity.tags) });
  else throw notFound(arn);
}

function notFound(arn: string): AwsError {
  return new AwsError("ResourceNotFound", `Resource not found: '${arn}'`);
}
