import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type TargetHealthStateEnum,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { mockClient } from "aws-sdk-client-mock";
import { expect, it } from "vitest";
import { createAudit } from "../../../../worker/platform/validate/audit.ts";
import { awaitServing } from "../../../../worker/platform/validate/await-serving.ts";

const loadBalancing = mockClient(ElasticLoadBalancingV2Client);
const instances = [{ id: "i-1" }, { id: "i-2" }];

function targets(...states: readonly TargetHealthStateEnum[]) {
  return {
    TargetHealthDescriptions: states.map((State, index) => ({
      Target: { Id: instances[index]?.id },
      TargetHealth: { State },
    })),
  };
}

it("waits until every instance of the new colour is healthy", async () => {
  loadBalancing
    .on(DescribeTargetHealthCommand, { TargetGroupArn: "arn:green" })
    .resolvesOnce({})
    .resolvesOnce(targets("healthy", "initial"))
    .resolvesOnce(targets("healthy", "unhealthy"))
    .resolves(targets("healthy", "healthy"));
  const stack = { colour: "green", targetGroups: { green: "arn:green", blue: "arn:blue" }, instances };
  const progress = { say: () => {}, signal: new AbortController().signal };
  const work = { aws: { region: "us-east-1" }, request: { payload: { stack } }, progress };
  await awaitServing(createAudit(work as never));
  expect(loadBalancing.calls()).toHaveLength(4);
});
