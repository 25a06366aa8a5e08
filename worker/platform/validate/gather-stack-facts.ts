import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeImageAttributeCommand, DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetKeyRotationStatusCommand } from "@aws-sdk/client-kms";
import {
  GetBucketEncryptionCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { GetParametersCommand } from "@aws-sdk/client-ssm";
import { stackNames } from "../../../core/stack-names.ts";
import type { ImageManifest } from "../../image/manifest.ts";
import type { Audit } from "./audit.ts";
import type { StackFacts } from "./stack-controls.ts";

const parametersPerCall = 10;

/** The facts of the services around the instances, all asked for at once. */
export async function gatherStackFacts(work: Audit, manifest: Promise<ImageManifest>): Promise<StackFacts> {
  const { payload, account } = work.request;
  const { s3 } = work.clients;
  const [buckets, parameters, image, targets, ingress, logGroups, keyRotation] = await Promise.all([
    Promise.all(payload.buckets.map((name) => readBucket(s3, name))),
    readParameters(work),
    readImage(work, manifest),
    readTargets(work),
    readIngress(work),
    readLogGroups(work),
    readKeyRotation(work),
  ]);
  const instanceIds = payload.stack.instances.map(({ id }) => id);
  const { port } = payload.run;
  return { buckets, parameters, image, account, targets, instanceIds, ingress, port, logGroups, keyRotation };
}

async function readBucket(s3: S3Client, Bucket: string): Promise<StackFacts["buckets"][number]> {
  const [encryption, block] = await Promise.all([
    unlessAbsent(
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
      "ServerSideEncryptionConfigurationNotFoundError",
    ),
    unlessAbsent(
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
      "NoSuchPublicAccessBlockConfiguration",
    ),
  ]);
  const rule = encryption?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } =
    block?.PublicAccessBlockConfiguration ?? {};
  const blocks = [BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets];
  return { name: Bucket, encryption: rule?.SSEAlgorithm, isClosed: blocks.every((block) => block === true) };
}

/** Undefined when the service says by this error that nothing is configured. */
async function unlessAbsent<Output>(work: Promise<Output>, errorName: string): Promise<Output | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && error.name === errorName) return undefined;
    throw error;
  }
}

/** Types alone; the values are not asked for. */
async function readParameters({ clients, request }: Audit): Promise<StackFacts["parameters"]> {
  const names = [...request.payload.parameters];
  const types = new Map<string | undefined, string | undefined>();
  for (let start = 0; start < names.length; start += parametersPerCall) {
    const Names = names.slice(start, start + parametersPerCall);
    const { Parameters } = await clients.ssm.send(new GetParametersCommand({ Names, WithDecryption: false }));
    for (const { Name, Type } of Parameters ?? []) types.set(Name, Type);
  }
  return names.map((name) => ({ name, type: types.get(name) }));
}

async function readImage(
  { clients, request }: Audit,
  manifestRead: Promise<ImageManifest>,
): Promise<StackFacts["image"]> {
  const { id, digest } = request.payload.image;
  const manifest = await manifestRead;
  const { bucket, key } = manifest.archive;
  const [attribute, object] = await Promise.all([
    clients.ec2.send(new DescribeImageAttributeCommand({ ImageId: id, Attribute: "launchPermission" })),
    clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })),
  ]);
  const permissions = attribute.LaunchPermissions ?? [];
  return {
    id,
    digest,
    manifest,
    objectEncryption: object.ServerSideEncryption,
    isPublic: permissions.some(({ Group }) => Group === "all"),
    launchAccounts: permissions.flatMap(({ UserId }) => UserId ?? []),
  };
}

async function readTargets({ clients, request }: Audit): Promise<StackFacts["targets"]> {
  const { stack } = request.payload;
  const { TargetHealthDescriptions } = await clients.loadBalancing.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: stack.targetGroups[stack.colour] }),
  );
  return (TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
    id: Target?.Id ?? "",
    state: TargetHealth?.State ?? "unknown",
  }));
}

/** What the instances' own security group lets in. */
async function readIngress({ clients, request }: Audit): Promise<StackFacts["ingress"]> {
  const name = stackNames(request.application, request.environment).securityGroup;
  const ids = request.payload.stack.resources.filter(({ type }) => type === "AWS::EC2::SecurityGroup");
  const { SecurityGroups } = await clients.ec2.send(
    new DescribeSecurityGroupsCommand({ GroupIds: ids.map(({ id }) => id) }),
  );
  const own = (SecurityGroups ?? []).filter(({ GroupName }) => GroupName === name);
  return own.flatMap(({ GroupId, IpPermissions }) =>
    (IpPermissions ?? []).map(({ FromPort, ToPort, IpRanges, Ipv6Ranges }) => ({
      groupId: GroupId ?? "",
      fromPort: FromPort,
      toPort: ToPort,
      ranges: [
        ...(IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []),
        ...(Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
      ],
    })),
  );
}

async function readLogGroups({ clients, request }: Audit): Promise<StackFacts["logGroups"]> {
  const name = stackNames(request.application, request.environment).logGroup;
  const { logGroups } = await clients.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  const group = logGroups?.find(({ logGroupName }) => logGroupName === name);
  return [{ name, keyId: group?.kmsKeyId, retentionDays: group?.retentionInDays }];
}

async function readKeyRotation({ clients, request }: Audit): Promise<boolean> {
  const { KeyRotationEnabled } = await clients.kms.send(
    new GetKeyRotationStatusCommand({ KeyId: request.kmsKeyId }),
  );
  return KeyRotationEnabled === true;
}
