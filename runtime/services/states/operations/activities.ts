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
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageOf } from "../../../protocol/page.ts";
import { checkArn } from "../arns.ts";
import { INVALID_TOKEN, pageSize } from "../constraints.ts";
import { checkEncryption, sameEncryption } from "../encryption.ts";
import type { Activity } from "../state.ts";
import { checkName, findActivity, type States, statesArn } from "../states.ts";
import { checkTags } from "../tags.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html: idempotent by name. */
export function createActivity(states: States): Operation<CreateActivityInput, CreateActivityOutput> {
  return (input) => {
    const name = checkName(input.name);
    const arn = statesArn(states, "activity", name);
    const encryption = checkEncryption(input.encryptionConfiguration);
    const created: Activity = {
      arn,
      name,
      createdMs: states.runtime.clock.now(),
      tags: checkTags(input.tags),
      ...(encryption === undefined ? {} : { encryptionConfiguration: encryption }),
    };
    const activity = states.state.activities.get(arn) ?? created;
    if (!sameEncryption(activity.encryptionConfiguration, encryption))
      throw new AwsError("ActivityAlreadyExists", `Activity Already Exists: '${arn}'`);
    if (activity === created) states.state.activities.put(arn, created);
    return { activityArn: arn, creationDate: new Date(activity.createdMs) };
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeActivity.html */
export function describeActivity(states: States): Operation<DescribeActivityInput, DescribeActivityOutput> {
  return (input) => {
    const activity = findActivity(states, input.activityArn);
    const { encryptionConfiguration } = activity;
    return {
      ...present(activity),
      ...(encryptionConfiguration === undefined ? {} : { encryptionConfiguration }),
    };
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteActivity.html: idempotent. */
export function deleteActivity(states: States): Operation<DeleteActivityInput, object> {
  return (input) => {
    states.state.activities.delete(checkArn(input.activityArn, "activity"));
    return {};
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListActivities.html */
export function listActivities(states: States): Operation<ListActivitiesInput, ListActivitiesOutput> {
  return (input) => {
    const page = pageOf(states.state.activities.values(), {
      limit: pageSize(input.maxResults),
      token: input.nextToken,
      keyOf: ({ arn }) => arn,
      ...INVALID_TOKEN,
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
