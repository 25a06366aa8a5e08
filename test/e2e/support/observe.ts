import { DescribeImagesCommand, DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type HistoryEvent, SFNClient } from "@aws-sdk/client-sfn";
import { GetParameterCommand, ListCommandInvocationsCommand, SSMClient } from "@aws-sdk/client-ssm";
import { readHistory } from "../../../cli/follow/history.ts";
import { foldHistory, type ReleaseProgress } from "../../../cli/follow/stages.ts";
import { executionArn } from "../../../cli/target/names.ts";
import type { Target } from "../../../cli/target/target.ts";
import { stackNames } from "../../../core/stack-names.ts";
import {
  requestParameter,
  runId,
  type WorkerRequest,
  type WorkerStage,
} from "../../../core/worker-request.ts";
import { eventually } from "../../support/eventually.ts";

/** The events of a release's execution; none while it is not there. */
export async function historyOf(target: Target, release: string): Promise<HistoryEvent[]> {
  const states = new SFNClient(target.clientConfig);
  try {
    return await readHistory(states, executionArn(target, release));
  } catch (error) {
    if (error instanceof Error && error.name === "ExecutionDoesNotExist") return [];
    throw error;
  }
}

/** Waits until a release is in a state, and has not left it. */
export function waitForState(target: Target, release: string, state: string): Promise<ReleaseProgress> {
  return eventually(`${release} to be in ${state}`, async () => {
    const progress = foldHistory(await historyOf(target, release));
    return progress.state === state ? progress : undefined;
  });
}

/** Waits until a task of a release has failed with an error. */
export function waitForTaskFailure(target: Target, release: string, error: string): Promise<unknown> {
  return eventually(`${release} to see ${error}`, async () => {
    const failures = await taskErrors(target, release);
    return failures.includes(error) ? failures : undefined;
  });
}

/** The errors that the tasks of a release failed with, whether they were retried or not. */
export async function taskErrors(target: Target, release: string): Promise<readonly string[]> {
  const events = await historyOf(target, release);
  return events.flatMap((event) => {
    if (event.type === "TaskTimedOut") return event.taskTimedOutEventDetails?.error ?? [];
    if (event.type === "TaskSubmitFailed") return event.taskSubmitFailedEventDetails?.error ?? [];
    return event.type === "TaskFailed" ? (event.taskFailedEventDetails?.error ?? []) : [];
  });
}

/** How the commands of a stage of a release ended, in the order of their attempts. */
export async function commandStatuses(
  target: Target,
  release: string,
  stage: WorkerStage,
): Promise<readonly string[]> {
  const { CommandInvocations = [] } = await new SSMClient(target.clientConfig).send(
    new ListCommandInvocationsCommand({}),
  );
  const attempts = CommandInvocations.filter(({ Comment = "" }) =>
    Comment.startsWith(`${runId(release, stage)}#`),
  );
  return attempts
    .sort((one, other) => (one.Comment ?? "").localeCompare(other.Comment ?? ""))
    .map(({ Status = "" }) => Status);
}

/** The request that a stage's worker has now. */
export async function readRequest(
  target: Target,
  release: string,
  stage: WorkerStage,
): Promise<WorkerRequest> {
  const { Parameter } = await new SSMClient(target.clientConfig).send(
    new GetParameterCommand({ Name: requestParameter(runId(release, stage)), WithDecryption: true }),
  );
  return JSON.parse(Parameter?.Value ?? "{}") as WorkerRequest;
}

/** The ids of the images that were baked from a recipe. */
export async function imagesOf(target: Target, recipeDigest: string): Promise<readonly string[]> {
  const { Images = [] } = await new EC2Client(target.clientConfig).send(
    new DescribeImagesCommand({
      Owners: ["self"],
      Filters: [{ Name: "tag:repave:recipe", Values: [recipeDigest] }],
    }),
  );
  return Images.map(({ ImageId = "" }) => ImageId);
}

/** The ids of the instances that live, by a tag. */
export async function liveInstances(target: Target, tag: string, value: string): Promise<readonly string[]> {
  const { Reservations = [] } = await new EC2Client(target.clientConfig).send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: `tag:${tag}`, Values: [value] },
        { Name: "instance-state-name", Values: ["pending", "running"] },
      ],
    }),
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = "" }) => InstanceId));
}

/** The weights of the two colours on the listener of hello-web in dev. */
export async function readWeights(target: Target): Promise<readonly number[]> {
  const client = new ElasticLoadBalancingV2Client(target.clientConfig);
  const { loadBalancer } = stackNames("hello-web", "dev");
  const { LoadBalancers = [] } = await client.send(
    new DescribeLoadBalancersCommand({ Names: [loadBalancer] }),
  );
  const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn;
  const { Listeners = [] } = await client.send(new DescribeListenersCommand({ LoadBalancerArn }));
  const groups = Listeners[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  return groups.map(({ Weight = 0 }) => Weight);
}
