import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { GetTopicAttributesCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCloudFormation } from "../../../runtime/services/cloudformation/service.ts";
import { createSns } from "../../../runtime/services/sns/service.ts";
import { createSsm } from "../../../runtime/services/ssm/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { cloudFormationOf, deployStack, outputsOf, settledStack } from "./deploy-stack.ts";

let aws: TestRuntime;
let cloudFormation: CloudFormationClient;
let sns: SNSClient;
let ssm: SSMClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createSns, createSsm, createCloudFormation] });
  cloudFormation = cloudFormationOf(aws);
  sns = new SNSClient(aws.clientConfig);
  ssm = new SSMClient(aws.clientConfig);
});
afterAll(() => aws.stop());

const topic = (name: string, more: object = {}) => ({
  Type: "AWS::SNS::Topic",
  Properties: { TopicName: name, ...more },
});

describe("CreateStack", () => {
  it("creates resources in the order of their references and answers outputs", async () => {
    const stack = await deployStack(aws, "references", {
      Parameters: { Suffix: { Type: "String", Default: "one" } },
      Resources: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder is CloudFormation's.
        Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: { "Fn::Sub": "topic-${Suffix}" } } },
        Parameter: {
          Type: "AWS::SSM::Parameter",
          Properties: {
            Name: "/references/topic",
            Type: "String",
            Value: { "Fn::Join": ["|", [{ Ref: "Topic" }, { "Fn::GetAtt": ["Topic", "TopicName"] }]] },
          },
        },
      },
      Outputs: { Arn: { Value: { Ref: "Topic" }, Description: "The topic" } },
    });
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    const arn = "arn:aws:sns:us-east-1:000000000000:topic-one";
    expect(outputsOf(stack)).toEqual({ Arn: arn });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/references/topic" }));
    expect(Parameter?.Value).toBe(`${arn}|topic-one`);
    const described = await cloudFormation.send(
      new DescribeStackResourceCommand({ StackName: "references", LogicalResourceId: "Topic" }),
    );
    expect(described.StackResourceDetail).toMatchObject({
      PhysicalResourceId: arn,
      ResourceType: "AWS::SNS::Topic",
      ResourceStatus: "CREATE_COMPLETE",
    });
  });

  it("reads parameters of SSM types and dynamic references when it deploys", async () => {
    await ssm.send(new PutParameterCommand({ Name: "/base/image", Type: "String", Value: "ami-0123" }));
    await ssm.send(new PutParameterCommand({ Name: "/base/subnets", Type: "StringList", Value: "a,b" }));
    const stack = await deployStack(aws, "ssm-types", {
      Parameters: {
        Image: { Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: "/base/image" },
        Subnets: { Type: "AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>", Default: "/base/subnets" },
      },
      Resources: { Topic: topic("ssm-types", { DisplayName: "{{resolve:ssm:/base/image}}" }) },
      Outputs: {
        Image: { Value: { Ref: "Image" } },
        Second: { Value: { "Fn::Select": ["1", { Ref: "Subnets" }] } },
      },
    });
    expect(outputsOf(stack)).toEqual({ Image: "ami-0123", Second: "b" });
    expect(stack.Parameters).toContainEqual({
      ParameterKey: "Image",
      ParameterValue: "/base/image",
      ResolvedValue: "ami-0123",
    });
    const TopicArn = "arn:aws:sns:us-east-1:000000000000:ssm-types";
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes?.DisplayName).toBe("ami-0123");
  });

  it("takes YAML with short forms, conditions, mappings and pseudo parameters", async () => {
    const template = `
Mappings: { Names: { us-east-1: { topic: mapped } } }
Parameters: { Wanted: { Type: String, Default: "no", AllowedValues: ["yes", "no"] } }
Conditions: { IsWanted: !Equals [!Ref Wanted, "yes"], IsNot: !Not [!Condition IsWanted] }
Resources:
  Absent: { Type: AWS::SNS::Topic, Condition: IsWanted }
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !FindInMap [Names, !Ref "AWS::Region", topic]
      DisplayName: !If [IsNot, !Sub "\${AWS::AccountId} \${!kept}", !Ref AWS::NoValue]
Outputs:
  Name: { Value: !GetAtt Topic.TopicName }
`;
    const stack = await deployStack(aws, "yaml", template);
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    expect(outputsOf(stack)).toEqual({ Name: "mapped" });
    const { Attributes } = await sns.send(
      new GetTopicAttributesCommand({ TopicArn: "arn:aws:sns:us-east-1:000000000000:mapped" }),
    );
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder is CloudFormation's.
    expect(Attributes?.DisplayName).toBe("000000000000 ${kept}");
  });

  it("refuses the whole template and names everything that is not emulated", async () => {
    const TemplateBody = JSON.stringify({
      Resources: {
        Pool: { Type: "AWS::Cognito::UserPool" },
        Queue: { Type: "AWS::SNS::Topic", Properties: { FifoTopic: true, TopicName: "never" } },
      },
    });
    const refused = cloudFormation.send(new CreateStackCommand({ StackName: "refused", TemplateBody }));
    await expect(refused).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringMatching(
        /AWS::Cognito::UserPool \(Pool\).*FifoTopic of AWS::SNS::Topic \(Queue\)/,
      ),
    });
    const { Topics } = await sns.send(new ListTopicsCommand({}));
    expect(Topics?.map(({ TopicArn }) => TopicArn)).not.toContain("arn:aws:sns:us-east-1:000000000000:never");
    await expect(cloudFormation.send(new ValidateTemplateCommand({ TemplateBody }))).rejects.toThrow(
      /Cognito/,
    );
  });

  it.each([
    ["a reference to nothing", { T: topic("x", { DisplayName: { Ref: "Nothing" } }) }, /Unresolved.*Nothing/],
    [
      "an attribute that the type lacks",
      { T: topic("x"), U: topic("y", { DisplayName: { "Fn::GetAtt": ["T", "No"] } }) },
      /T\.No/,
    ],
    [
      "a circle",
      { T: { ...topic("x"), DependsOn: "U" }, U: topic("y", { DisplayName: { Ref: "T" } }) },
      /Circular dependency between resources: \[T, U\]/,
    ],
    [
      "a role without the capability",
      { R: { Type: "AWS::IAM::Role", Properties: { RoleName: "r", AssumeRolePolicyDocument: {} } } },
      /Requires capabilities : \[CAPABILITY_NAMED_IAM\]/,
    ],
    [
      "a missing property",
      { P: { Type: "AWS::SSM::Parameter", Properties: { Type: "String" } } },
      /needs Value/,
    ],
  ])("refuses %s", async (_, Resources, message) => {
    const TemplateBody = JSON.stringify({ Resources });
    await expect(
      cloudFormation.send(new CreateStackCommand({ StackName: "bad", TemplateBody })),
    ).rejects.toThrow(message);
  });

  it("removes what it made when a resource fails", async () => {
    const stack = await deployStack(aws, "fails", {
      Resources: {
        Topic: topic("made-and-removed"),
        Parameter: {
          Type: "AWS::SSM::Parameter",
          DependsOn: "Topic",
          Properties: { Name: "/aws/reserved", Type: "String", Value: "no" },
        },
      },
    });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    const { Topics } = await sns.send(new ListTopicsCommand({}));
    expect(JSON.stringify(Topics)).not.toContain("made-and-removed");
    const { StackEvents = [] } = await cloudFormation.send(
      new DescribeStackEventsCommand({ StackName: "fails" }),
    );
    const failed = StackEvents.find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED");
    expect(failed).toMatchObject({
      LogicalResourceId: "Parameter",
      ResourceStatusReason: expect.stringContaining("aws"),
    });
    const update = new UpdateStackCommand({ StackName: "fails", UsePreviousTemplate: true });
    await expect(cloudFormation.send(update)).rejects.toThrow(
      /ROLLBACK_COMPLETE state and can not be updated/,
    );
  });
});

describe("UpdateStack", () => {
  const template = (resources: object) => ({ Resources: resources });

  it("changes what differs, replaces what must be, removes what is gone, leaves the rest alone", async () => {
    await deployStack(
      aws,
      "changes",
      template({
        Kept: topic("kept"),
        Renamed: topic("old-name"),
        Gone: topic("gone"),
        Display: topic("display"),
      }),
    );
    const stack = await deployStack(
      aws,
      "changes",
      template({
        Kept: topic("kept"),
        Renamed: topic("new-name"),
        Display: topic("display", { DisplayName: "Now" }),
      }),
    );
    expect(stack.StackStatus).toBe("UPDATE_COMPLETE");
    const { Topics } = await sns.send(new ListTopicsCommand({}));
    const names = Topics?.map(({ TopicArn = "" }) => TopicArn.split(":").at(-1));
    expect(names).toEqual(expect.arrayContaining(["kept", "new-name", "display"]));
    expect(names).not.toEqual(expect.arrayContaining(["old-name"]));
    expect(names).not.toEqual(expect.arrayContaining(["gone"]));
    const { StackEvents = [] } = await cloudFormation.send(
      new DescribeStackEventsCommand({ StackName: "changes" }),
    );
    const untouched = StackEvents.filter(({ LogicalResourceId }) => LogicalResourceId === "Kept");
    expect(untouched.map(({ ResourceStatus }) => ResourceStatus)).toEqual([
      "CREATE_COMPLETE",
      "CREATE_IN_PROGRESS",
    ]);
  });

  it("refuses an update that changes nothing", async () => {
    await deployStack(aws, "same", template({ Topic: topic("same") }));
    const TemplateBody = JSON.stringify(template({ Topic: topic("same") }));
    await expect(
      cloudFormation.send(new UpdateStackCommand({ StackName: "same", TemplateBody })),
    ).rejects.toThrow("No updates are to be performed.");
  });

  it("puts everything back when a resource fails", async () => {
    await deployStack(aws, "back", template({ Topic: topic("back", { DisplayName: "Before" }) }));
    const stack = await deployStack(
      aws,
      "back",
      template({
        Topic: topic("back", { DisplayName: "After" }),
        Fresh: topic("fresh"),
        Bad: {
          Type: "AWS::SSM::Parameter",
          DependsOn: ["Topic", "Fresh"],
          Properties: { Name: "/aws/bad", Type: "String", Value: "x" },
        },
      }),
    );
    expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const TopicArn = "arn:aws:sns:us-east-1:000000000000:back";
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes?.DisplayName).toBe("Before");
    const { StackResources } = await cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: "back" }),
    );
    expect(StackResources?.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(["Topic"]);
    const { TemplateBody } = await cloudFormation.send(new GetTemplateCommand({ StackName: "back" }));
    expect(TemplateBody).toContain("Before");
  });

  it("finishes a creation that failed and was kept", async () => {
    const bad = {
      Topic: topic("kept-after-failure"),
      P: {
        Type: "AWS::SSM::Parameter",
        DependsOn: "Topic",
        Properties: { Name: "/aws/x", Type: "String", Value: "x" },
      },
    };
    const failed = await deployStack(aws, "kept-failure", template(bad), { DisableRollback: true });
    expect(failed.StackStatus).toBe("CREATE_FAILED");
    const good = { ...bad, P: { ...bad.P, Properties: { ...bad.P.Properties, Name: "/fine/x" } } };
    const stack = await deployStack(aws, "kept-failure", template(good));
    expect(stack.StackStatus).toBe("UPDATE_COMPLETE");
    const { StackResourceSummaries } = await cloudFormation.send(
      new ListStackResourcesCommand({ StackName: "kept-failure" }),
    );
    expect(StackResourceSummaries?.map(({ PhysicalResourceId }) => PhysicalResourceId)).toContain("/fine/x");
  });
});

describe("DeleteStack", () => {
  it("removes what the stack made, and leaves what is retained", async () => {
    const { StackId } = await deployStack(aws, "deleted", {
      Resources: { Kept: { ...topic("retained"), DeletionPolicy: "Retain" }, Gone: topic("removed") },
    });
    await cloudFormation.send(new DeleteStackCommand({ StackName: "deleted" }));
    expect((await settledStack(cloudFormation, StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
    const { Topics } = await sns.send(new ListTopicsCommand({}));
    const names = Topics?.map(({ TopicArn = "" }) => TopicArn.split(":").at(-1));
    expect(names).toContain("retained");
    expect(names).not.toContain("removed");
    await expect(cloudFormation.send(new DescribeStacksCommand({ StackName: "deleted" }))).rejects.toThrow(
      "Stack with id deleted does not exist",
    );
    const { StackSummaries } = await cloudFormation.send(
      new ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"] }),
    );
    expect(StackSummaries?.map(({ StackName }) => StackName)).toContain("deleted");
  });
});
