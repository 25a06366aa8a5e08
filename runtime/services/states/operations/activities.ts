import type {
  CreateActivityInput,
  CreateActivityOutput,
  DeleteActivityInput,
  DescribeActivityInput,
  DescribeActivityOutput,
  ListActivitiesInput,
  ListActivitiesOutput,
} from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { checkMaxResults, checkNextToken } from "../constraints.ts";
import type { Activity } from "../state.ts";
import { checkArn, checkName, findActivity, type States, statesArn } from "../states.ts";
import { toTags } from "../tags.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html: idempotent by name. */
export function createActivity(states: States): Operation<CreateActivityInput, CreateActivityOutput> {
  return (input) => {
    const name = checkName(input.name);
    const arn = statesArn(states, "activity", name);
    const created: Activity = { arn, name, createdMs: states.runtime.clock.now(), tags: toTags(input.tags) };
    const activity = states.state.activities.get(arn) ?? created;
    if (activity === created) states.state.activities.put(arn, created);
    return { activityArn: arn, creationDate: new Date(activity.createdMs) };
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeActivity.html */
export function describeActivity(states: States): Operation<DescribeActivityInput, DescribeActivityOutput> {
  return (input) => present(findActivity(states, input.activityArn));
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteActivity.html: idempotent. */
export function deleteActivity(states: States): Operation<DeleteActivityInput, object> {
  return (input) => {
    states.state.activities.delete(checkArn(input.activityArn));
    return {};
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListActivities.html */
export function listActivities(states: States): Operation<ListActivitiesInput, ListActivitiesOutput> {
  return (input) => {
    const page = pageOf(states.state.activities.values(), {
      limit: checkMaxResults(input.maxResults),
      token: checkNextToken(input.nextToken),
      keyOf: ({ arn }) => arn,
      invalidTokenCode: "InvalidToken",
    });
    return {
      activities: page.items.map(present),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  };
}

function present({ arn, name, createdMs }: Activity): {
  activityArn: string;
  name: string;
  creationDate: Date;
} {
  return { activityArn: arn, name, creationDate: new Date(createdMs) };
}
