import { rmSync } from "node:fs";
import { CreateStackCommand, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import type { ServiceFactory } from "../../../runtime/kernel/service.ts";
import { createCloudFormation } from "../../../runtime/services/cloudformation/service.ts";
import { createSns } from "../../../runtime/services/sns/service.ts";
import { createSsm } from "../../../runtime/services/ssm/service.ts";
import { startTestRuntime } from "../../support/runtime.ts";
import { cloudFormationOf, settledStack } from "./deploy-stack.ts";

/** SSM whose first PutParameter does its work and then never answers: what a process that is killed looks like. */
function ssmThatHangsOnce(onHang: () => void): ServiceFactory {
  let hasHung = false;
  return (runtime) => {
    const ssm = createSsm(runtime);
    const putParameter = ssm.operations.PutParameter;
    return {
      ...ssm,
      operations: {
        ...ssm.operations,
        async PutParameter(input, context) {
          const answer = await putParameter?.(input, context);
          if (hasHung) return answer;
          hasHung = true;
          onHang();
          return new Promise(() => {});
        },
      },
    };
  };
}

describe("a deployment that a stop cut off", () => {
  it("goes on when the runtime starts, adopting what it had made", async () => {
    let hang = () => {};
    const hung = new Promise<void>((resolve) => {
      hang = resolve;
    });
    const services = [createSns, ssmThatHangsOnce(hang)];
    const first = await startTestRuntime({ services: [...services, withoutWaiting(createCloudFormation)] });
    const template = {
      Resources: {
        Parameter: {
          Type: "AWS::SSM::Parameter",
          Properties: { Name: "/cut/off", Type: "String", Value: "v" },
        },
        Topic: {
          Type: "AWS::SNS::Topic",
          Properties: { TopicName: "after", DisplayName: { "Fn::GetAtt": ["Parameter", "Value"] } },
        },
      },
    };
    const input = { StackName: "cut", TemplateBody: JSON.stringify(template) };
    await cloudFormationOf(first).send(new CreateStackCommand(input));
    await hung;
    const second = await first.restart();
    const cloudFormation = cloudFormationOf(second);
    expect((await settledStack(cloudFormation, "cut")).StackStatus).toBe("CREATE_COMPLETE");
    const { StackResources } = await cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: "cut" }),
    );
    expect(StackResources?.map(({ ResourceStatus }) => ResourceStatus)).toEqual([
      "CREATE_COMPLETE",
      "CREATE_COMPLETE",
    ]);
    const { Topics } = await new SNSClient(second.clientConfig).send(new ListTopicsCommand({}));
    expect(Topics).toHaveLength(1);
    await second.stop();
    rmSync(first.dataDir, { recursive: true });
  });
});

/** A killed process does not wait for what is under way. */
function withoutWaiting(factory: ServiceFactory): ServiceFactory {
  return (runtime) => {
    const { stop: _, ...service } = factory(runtime);
    return service;
  };
}
