import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import type { StackResource } from "../../../core/stage-results.ts";
import { arnOf, isRefusedWith, type StackContext, stackTags, tagList } from "./stack.ts";

export interface SecurityGroups {
  readonly loadBalancer: string;
  readonly instances: string;
  readonly resources: readonly StackResource[];
}

/**
 * Two security groups: the load balancer's, open on the listener's port, and the instances', open on the application's
 * port and only to the load balancer. No other port, so no login either.
 */
export async function ensureSecurityGroups(context: StackContext): Promise<SecurityGroups> {
  const { names, request } = context;
  const { listenerPort, run } = request.payload;
  const found = await findGroups(context, [names.loadBalancerSecurityGroup, names.securityGroup]);
  const ensure = (name: string, purpose: string) =>
    found.find(({ GroupName }) => GroupName === name) ?? createGroup(context, name, purpose);
  const [loadBalancer, instances] = await Promise.all([
    ensure(names.loadBalancerSecurityGroup, "Load balancer"),
    ensure(names.securityGroup, "Instances"),
  ]);
  const ids = { loadBalancer: idOf(loadBalancer), instances: idOf(instances) };
  await Promise.all([
    allow(context, loadBalancer, { ...tcp(listenerPort), IpRanges: [{ CidrIp: "0.0.0.0/0" }] }),
    allow(context, instances, { ...tcp(run.port), UserIdGroupPairs: [{ GroupId: ids.loadBalancer }] }),
  ]);
  return { ...ids, resources: Object.values(ids).map((id) => resourceOf(context, id)) };
}

async function findGroups({ ec2, request }: StackContext, names: string[]): Promise<SecurityGroup[]> {
  const VpcId = request.payload.network.vpcId;
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: "group-name", Values: names },
        { Name: "vpc-id", Values: [VpcId] },
      ],
    }),
  );
  return SecurityGroups;
}

async function createGroup(context: StackContext, name: string, purpose: string): Promise<SecurityGroup> {
  const { application, environment, payload } = context.request;
  const { GroupId } = await context.ec2.send(
    new CreateSecurityGroupCommand({
      GroupName: name,
      Description: `${purpose} of ${application} in ${environment}`,
      VpcId: payload.network.vpcId,
      TagSpecifications: [{ ResourceType: "security-group", Tags: tagList(stackTags(context)) }],
    }),
  );
  return GroupId === undefined ? {} : { GroupId };
}

function idOf({ GroupId }: SecurityGroup): string {
  if (GroupId === undefined) throw new Error("a security group has no id");
  return GroupId;
}

async function allow(
  { ec2 }: StackContext,
  { GroupId, IpPermissions = [] }: SecurityGroup,
  permission: IpPermission,
): Promise<void> {
  if (IpPermissions.some((existing) => includes(existing, permission))) return;
  try {
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] }));
  } catch (error) {
    if (!isRefusedWith(error, "InvalidPermission.Duplicate")) throw error;
  }
}

/** Whether a permission lets in, among others perhaps, the one source that another one names. */
function includes(existing: IpPermission, { IpRanges, UserIdGroupPairs, ...wanted }: IpPermission): boolean {
  const { IpProtocol, FromPort, ToPort } = existing;
  if (IpProtocol !== wanted.IpProtocol || FromPort !== wanted.FromPort || ToPort !== wanted.ToPort)
    return false;
  const cidr = IpRanges?.[0]?.CidrIp;
  if (cidr !== undefined) return existing.IpRanges?.some(({ CidrIp }) => CidrIp === cidr) === true;
  const group = UserIdGroupPairs?.[0]?.GroupId;
  return existing.UserIdGroupPairs?.some(({ GroupId }) => GroupId === group) === true;
}

function tcp(port: number) {
  return { IpProtocol: "tcp", FromPort: port, ToPort: port };
}

function resourceOf(context: StackContext, id: string): StackResource {
  return { type: "AWS::EC2::SecurityGroup", id, arn: arnOf(context, "ec2", `security-group/${id}`) };
}
