import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIam } from "../../../runtime/services/iam/service.ts";
import { createSts } from "../../../runtime/services/sts/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const ACCOUNT = "000000000000";
let aws: TestRuntime;
let sts: STSClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createIam, createSts] });
  sts = new STSClient(aws.clientConfig);
});
afterAll(() => aws.stop());

async function roleThatTrusts(RoleName: string, ...Statement: object[]): Promise<string> {
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  const iam = new IAMClient(aws.clientConfig);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return Role?.Arn ?? "";
}
const allow = (Principal: object, more: object = {}) => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal,
  ...more,
});
const assume = (RoleArn: string, input: Partial<AssumeRoleCommandInput> = {}, client = sts) =>
  client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...input }));
const account = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

function clientOf(credentials: Awaited<ReturnType<typeof assume>>["Credentials"]): STSClient {
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = credentials ?? {};
  const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return new STSClient({ ...aws.clientConfig, credentials: session });
}

test("GetCallerIdentity names the administrator", async () => {
  const identity = await sts.send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: ACCOUNT, Arn: expect.stringMatching(/^arn:aws:iam::0+:user\//) });
});

describe("AssumeRole", () => {
  test("gives credentials that are the role's", async () => {
    const arn = await roleThatTrusts("trusting", allow(account));
    const { Credentials, AssumedRoleUser } = await assume(arn, { DurationSeconds: 900 });
    const identity = await clientOf(Credentials).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/trusting/session`);
    expect(identity.Arn).toBe(AssumedRoleUser?.Arn);
    expect(identity.UserId).toBe(AssumedRoleUser?.AssumedRoleId);
    const secondsLeft = (Credentials?.Expiration?.getTime() ?? 0) / 1000 - Date.now() / 1000;
    expect(Math.abs(secondsLeft - 900)).toBeLessThan(60);
  });

  test("is denied by a role that trusts others, denies, or is not there", async () => {
    const service = await roleThatTrusts("service-only", allow({ Service: "lambda.amazonaws.com" }));
    const other = await roleThatTrusts("other-account", allow({ AWS: "111111111111" }));
    const denying = await roleThatTrusts("denying", allow(account), { ...allow(account), Effect: "Deny" });
    const conditional = await roleThatTrusts(
      "odd",
      allow(account, { Condition: { Bool: { "aws:Odd": "true" } } }),
    );
    for (const arn of [service, other, denying, conditional, `arn:aws:iam::${ACCOUNT}:role/absent`]) {
      await expect(assume(arn)).rejects.toMatchObject({
        name: "AccessDenied",
        $metadata: { httpStatusCode: 403 },
      });
    }
  });

  test("asks for the external id that the role wants", async () => {
    const Condition = { StringEquals: { "sts:ExternalId": "4711" } };
    const arn = await roleThatTrusts("external", allow(account, { Condition }));
    await expect(assume(arn)).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(assume(arn, { ExternalId: "4711" })).resolves.toHaveProperty("Credentials");
  });

  test("can be chained, for an hour at most", async () => {
    const first = await roleThatTrusts("first", allow(account));
    const second = await roleThatTrusts("second", allow({ AWS: first }));
    await expect(assume(second)).rejects.toMatchObject({ name: "AccessDenied" });
    const client = clientOf((await assume(first)).Credentials);
    const { AssumedRoleUser } = await assume(second, {}, client);
    expect(AssumedRoleUser?.Arn).toContain("assumed-role/second/");
    const long = assume(second, { DurationSeconds: 3601 }, client);
    await expect(long).rejects.toMatchObject({ name: "ValidationError" });
  });

  test("refuses what is not emulated, by name", async () => {
    const arn = await roleThatTrusts("plain", allow(account));
    await expect(assume(arn, { Policy: "{}" })).rejects.toThrow(/Policy/);
    await expect(assume(arn, { DurationSeconds: 10 })).rejects.toMatchObject({ name: "ValidationError" });
  });
});
