import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListInstanceProfilesForRoleCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  paginateListRoles,
  RemoveRoleFromInstanceProfileCommand,
  SetDefaultPolicyVersionCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIam } from "../../../runtime/services/iam/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const policy = (Action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
let aws: TestRuntime;
let iam: IAMClient;
let count = 0;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createIam] });
  iam = new IAMClient(aws.clientConfig);
});
afterAll(() => aws.stop());

async function newRole(Path = "/"): Promise<string> {
  const RoleName = `role-${++count}`;
  await iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: trust }));
  return RoleName;
}

describe("roles", () => {
  test("are made, read, changed, listed and survive a restart", async () => {
    const RoleName = await newRole("/service/");
    const again = new CreateRoleCommand({
      RoleName: RoleName.toUpperCase(),
      AssumeRolePolicyDocument: trust,
    });
    await expect(iam.send(again)).rejects.toMatchObject({ name: "EntityAlreadyExistsException" });
    const changed = trust.replace("ec2", "lambda");
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: changed }));
    await iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200, Description: "d" }));
    aws = await aws.restart();
    iam = new IAMClient(aws.clientConfig);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const Arn = `arn:aws:iam::000000000000:role/service/${RoleName}`;
    expect(Role).toMatchObject({ Arn, Path: "/service/", MaxSessionDuration: 7200, Description: "d" });
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(changed);
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{16}$/);
    await Promise.all([newRole(), newRole()]);
    const names: unknown[] = [];
    for await (const page of paginateListRoles({ client: iam, pageSize: 1 }, {})) {
      names.push(...(page.Roles ?? []).map((role) => role.RoleName));
    }
    expect(names).toHaveLength(count);
  });

  test("are not found under another name", async () => {
    const absent = iam.send(new GetRoleCommand({ RoleName: "absent" }));
    await expect(absent).rejects.toMatchObject({
      name: "NoSuchEntityException",
      $metadata: { httpStatusCode: 404 },
    });
  });

  test.each([
    ["no JSON", "not json"],
    ["no statement", "{}"],
    ["no principal", policy("sts:AssumeRole")],
    ["another service's action", trust.replace("sts:AssumeRole", "s3:GetObject")],
    ["an unknown element", trust.replace('"Effect"', '"Sorry":1,"Effect"')],
  ])("with a trust policy of %s are refused", async (_, AssumeRolePolicyDocument) => {
    const command = new CreateRoleCommand({ RoleName: "bad", AssumeRolePolicyDocument });
    await expect(iam.send(command)).rejects.toMatchObject({ name: "MalformedPolicyDocumentException" });
  });

  test("have tags", async () => {
    const RoleName = await newRole();
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ];
    await iam.send(new TagRoleCommand({ RoleName, Tags }));
    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ["a"] }));
    expect((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([Tags[1]]);
  });
});

describe("a role's policies", () => {
  test("inline ones are put, read, listed and must go before the role", async () => {
    const RoleName = await newRole();
    const PolicyDocument = policy("s3:*");
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "inline", PolicyDocument }));
    const read = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "inline" }));
    expect(decodeURIComponent(read.PolicyDocument ?? "")).toBe(PolicyDocument);
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(["inline"]);
    const early = iam.send(new DeleteRoleCommand({ RoleName }));
    await expect(early).rejects.toMatchObject({ name: "DeleteConflictException" });
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "inline" }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
  });

  test("an inline policy that is malformed is refused", async () => {
    const RoleName = await newRole();
    const command = new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument: trust });
    await expect(iam.send(command)).rejects.toMatchObject({ name: "MalformedPolicyDocumentException" });
  });

  test("managed ones are attached, AWS's own too", async () => {
    const RoleName = await newRole();
    const created = await iam.send(
      new CreatePolicyCommand({ PolicyName: "mine", PolicyDocument: policy("sns:*") }),
    );
    const PolicyArn = created.Policy?.Arn;
    const core = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: core }));
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    expect(attached.AttachedPolicies?.map((each) => each.PolicyArn)).toEqual([PolicyArn, core]);
    const entities = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    expect(entities.PolicyRoles).toMatchObject([{ RoleName }]);
    const used = iam.send(new DeletePolicyCommand({ PolicyArn }));
    await expect(used).rejects.toMatchObject({ name: "DeleteConflictException" });
    const unknown = new AttachRolePolicyCommand({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/Imagined" });
    await expect(iam.send(unknown)).rejects.toMatchObject({ name: "NoSuchEntityException" });
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
    const gone = iam.send(new GetPolicyCommand({ PolicyArn }));
    await expect(gone).rejects.toMatchObject({ name: "NoSuchEntityException" });
  });
});

test("a managed policy has versions, one of them the default", async () => {
  const created = await iam.send(
    new CreatePolicyCommand({ PolicyName: "many", PolicyDocument: policy("a:1") }),
  );
  const PolicyArn = created.Policy?.Arn;
  const PolicyDocument = policy("a:2");
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
  const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  expect(Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
    ["v2", true],
    ["v1", false],
  ]);
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v2" }));
  expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(PolicyDocument);
  const current = iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v2" }));
  await expect(current).rejects.toMatchObject({ name: "DeleteConflictException" });
  await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
  await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v2" }));
  const local = await iam.send(new ListPoliciesCommand({ Scope: "Local" }));
  expect(local.Policies?.map(({ PolicyName }) => PolicyName)).toContain("many");
});

test("an instance profile holds one role, which must be taken out first", async () => {
  const [RoleName, other] = [await newRole(), await newRole()];
  const InstanceProfileName = "tooling";
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  const second = iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: other }));
  await expect(second).rejects.toMatchObject({ name: "LimitExceededException" });
  const read = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }));
  expect(read.InstanceProfile?.Roles).toMatchObject([{ RoleName }]);
  const having = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName }));
  expect(having.InstanceProfiles).toHaveLength(1);
  for (const early of [
    iam.send(new DeleteRoleCommand({ RoleName })),
    iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName })),
  ]) {
    await expect(early).rejects.toMatchObject({ name: "DeleteConflictException" });
  }
  await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
  await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
});
