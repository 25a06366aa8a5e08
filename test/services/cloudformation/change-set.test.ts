import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCloudFormation } from "../../../runtime/services/cloudformation/service.ts";
import { createSns } from "../../../runtime/services/sns/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { cloudFormationOf, deployStack, outputsOf, settledStack } from "./deploy-stack.ts";

let aws: TestRuntime;
let cloudFormation: CloudFormationClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createSns, createCloudFormation] });
  cloudFormation = cloudFormationOf(aws);
});
afterAll(() => aws.stop());

const topics = (...names: string[]) =>
  JSON.stringify({
    Resources: Object.fromEntries(
      names.map((name, index) => [`T${index}`, { Type: "AWS::SNS::Topic", Properties: { TopicName: name } }]),
    ),
    Outputs: { First: { Value: { Ref: "T0" } } },
  });

describe("change sets", () => {
  it("make a stack when they are executed, and not before", async () => {
    const place = { StackName: "reviewed", ChangeSetName: "first" };
    await cloudFormation.send(
      new CreateChangeSetCommand({ ...place, ChangeSetType: "CREATE", TemplateBody: topics("reviewed") }),
    );
    const described = await cloudFormation.send(new DescribeChangeSetCommand(place));
    expect(described).toMatchObject({ Status: "CREATE_COMPLETE", ExecutionStatus: "AVAILABLE" });
    expect(described.Changes?.map(({ ResourceChange }) => ResourceChange?.Action)).toEqual(["Add"]);
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: "reviewed" }));
    expect(Stacks?.[0]?.StackStatus).toBe("REVIEW_IN_PROGRESS");
    await cloudFormation.send(new ExecuteChangeSetCommand(place));
    const stack = await settledStack(cloudFormation, "reviewed");
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    expect(outputsOf(stack)).toEqual({ First: "arn:aws:sns:us-east-1:000000000000:reviewed" });
  });

  it("tell what an update would add, replace and remove", async () => {
    await deployStack(aws, "planned", topics("same", "old", "gone"));
    const place = { StackName: "planned", ChangeSetName: "next" };
    const next = JSON.parse(topics("same", "new"));
    next.Resources.Fresh = { Type: "AWS::SNS::Topic" };
    await cloudFormation.send(new CreateChangeSetCommand({ ...place, TemplateBody: JSON.stringify(next) }));
    const { Changes = [] } = await cloudFormation.send(new DescribeChangeSetCommand(place));
    expect(Changes.map(({ ResourceChange }) => ResourceChange)).toMatchObject([
      { Action: "Modify", LogicalResourceId: "T1", Replacement: "True" },
      { Action: "Add", LogicalResourceId: "Fresh" },
      { Action: "Remove", LogicalResourceId: "T2" },
    ]);
    await cloudFormation.send(new ExecuteChangeSetCommand(place));
    expect((await settledStack(cloudFormation, "planned")).StackStatus).toBe("UPDATE_COMPLETE");
    await expect(cloudFormation.send(new DescribeChangeSetCommand(place))).rejects.toMatchObject({
      name: "ChangeSetNotFoundException",
    });
  });

  it("fail when there is nothing to change, and cannot be executed then", async () => {
    await deployStack(aws, "unchanged", topics("unchanged"));
    const place = { StackName: "unchanged", ChangeSetName: "none" };
    await cloudFormation.send(new CreateChangeSetCommand({ ...place, TemplateBody: topics("unchanged") }));
    const described = await cloudFormation.send(new DescribeChangeSetCommand(place));
    expect(described).toMatchObject({ Status: "FAILED", ExecutionStatus: "UNAVAILABLE" });
    expect(described.StatusReason).toContain("The submitted information didn't contain changes.");
    await expect(cloudFormation.send(new ExecuteChangeSetCommand(place))).rejects.toThrow(
      /cannot be executed/,
    );
    await cloudFormation.send(new DeleteChangeSetCommand(place));
    await cloudFormation.send(new DeleteChangeSetCommand(place));
  });
});
