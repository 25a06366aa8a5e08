import { describe, expect, it } from "vitest";
import { stackNames } from "../../../../core/stack-names.ts";
import { instancePolicy } from "../../../../worker/platform/provision/instance-policy.ts";
import { readLiveColour } from "../../../../worker/platform/provision/listener.ts";
import { colourTags, type StackContext } from "../../../../worker/platform/provision/stack.ts";

const context = {
  names: stackNames("web", "dev"),
  request: {
    application: "web",
    environment: "dev",
    releaseId: "web-dev-1",
    account: "111111111111",
    region: "eu-west-1",
    kmsKeyId: "arn:aws:kms:eu-west-1:111111111111:key/k",
    payload: {
      configParameter: { name: "/repave/releases/web-dev-1/config", version: 1 },
      logs: { group: "/repave/apps/web/dev", retentionDays: 30 },
      permissions: [{ actions: ["dynamodb:GetItem"], resources: ["arn:aws:dynamodb:*:*:table/orders"] }],
      tags: { "repave:team": "web" },
    },
  },
} as unknown as StackContext;

describe("the instances' policy", () => {
  const { Statement } = instancePolicy(context);

  it("gives what the application asked for as it asked", () => {
    expect(Statement.at(-1)).toEqual({
      Effect: "Allow",
      Action: ["dynamodb:GetItem"],
      Resource: ["arn:aws:dynamodb:*:*:table/orders"],
    });
  });

  it("gives the release's own configuration and log and no wildcard but for the agent", () => {
    expect(Statement.slice(0, 4).map(({ Resource }) => Resource)).toEqual([
      ["arn:aws:ssm:eu-west-1:111111111111:parameter/repave/releases/web-dev-1/config"],
      ["arn:aws:s3:::repave-artifacts-111111111111-eu-west-1/configuration/web-dev-1/*"],
      ["arn:aws:kms:eu-west-1:111111111111:key/k"],
      ["arn:aws:logs:eu-west-1:111111111111:log-group:/repave/apps/web/dev:*"],
    ]);
    const wild = Statement.filter(({ Resource }) => Resource.includes("*"));
    expect(
      wild.flatMap(({ Action }) => Action).every((action) => /^(ssm|ssmmessages|ec2messages):/.test(action)),
    ).toBe(true);
  });
});

describe("readLiveColour", () => {
  const groups = { blue: "arn:blue", green: "arn:green" };
  const forward = (blue: number, green: number) => ({
    DefaultActions: [
      {
        Type: "forward" as const,
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: groups.blue, Weight: blue },
            { TargetGroupArn: groups.green, Weight: green },
          ],
        },
      },
    ],
  });

  it("is null while the listener answers itself", () => {
    expect(readLiveColour({ DefaultActions: [{ Type: "fixed-response" }] }, groups)).toBeNull();
  });

  it("is the colour with the weight, or the only one", () => {
    expect(readLiveColour(forward(0, 100), groups)).toBe("green");
    expect(readLiveColour(forward(90, 10), groups)).toBe("blue");
    expect(
      readLiveColour({ DefaultActions: [{ Type: "forward", TargetGroupArn: groups.green }] }, groups),
    ).toBe("green");
  });
});

describe("tags and names", () => {
  it("say application, environment, release and colour", () => {
    expect(colourTags(context, "blue")).toEqual({
      "repave:team": "web",
      "repave:application": "web",
      "repave:environment": "dev",
      "repave:release": "web-dev-1",
      "repave:colour": "blue",
    });
  });

  it("fit load balancing and keep pairs apart", () => {
    const long = stackNames("a".repeat(31), "environment");
    expect(long.targetGroup("green").length).toBe(32);
    expect(long.targetGroup("green")).not.toBe(long.targetGroup("blue"));
    expect(stackNames("a-b", "c").loadBalancer).not.toBe(stackNames("a", "b-c").loadBalancer);
    expect(stackNames("web", "dev").loadBalancer).toBe("web-dev");
  });
});
