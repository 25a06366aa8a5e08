import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
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
  const [loadBalancer, instances] = await Promise.all([
    ensureGroup(context, names.loadBalancerSecurityGroup, "Load balancer"),
    ensureGroup(context, names.securityGroup, "Instances"),
  ]);
  await Promise.all([
    allow(context, loadBalancer, { ...tcp(listenerPort), IpRanges: [{ CidrIp: "0.0.0.0/0" }] }),
    allow(context, instances, { ...tcp(run.port), UserIdGroupPairs: [{ GroupId: loadBalancer }] }),
  ]);
  const resources = [loadBalancer, instances].map((id) => resourceOf(context, id));
  return { loadBalancer, instances, resources };
}

async function ensureGroup(context: StackContext, name: string, purpose: string): Promise<string> {
  const { VpcId, ...existing } = await findGroup(context, name);
  if (existing.GroupId !== undefined) return existing.GroupId;
  const { GroupId } = await context.ec2.send(
    new CreateSecurityGroupCommand({
      GroupName: name,
      Description: `${purpose} of ${context.request.application} in ${context.request.environment}`,
      VpcId,
      TagSpecifications: [{ ResourceType: "security-group", Tags: tagList(stackTags(context)) }],
    }),
  );
  if (GroupId === undefined) throw new Error(`security group ${name} was made without an id`);
  return GroupId;
}

async function findGroup({ ec2, request }: StackContext, name: string) {
  const VpcId = request.payload.network.vpcId;
  const { SecurityGroups } = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: "group-name", Values: [name] },
        { Name: "vpc-id", Values: [VpcId] },
      ],
    }),
  );
  return { VpcId, GroupId: SecurityGroups?.[0]?.GroupId };
}

async function allow({ ec2 }: StackContext, GroupId: string, permission: IpPermission): Promise<void> {
  try {
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] }));
  } catch (error) {
    if (!isRefusedWith(error, "InvalidPermission.Duplicate")) throw error;
  }
}

function tcp(port: number) {
  return { IpProtocol: "tcp", FromPort: port, ToPort: port };
}

function resourceOf(context: StackContext, id: string): StackResource {
  return { type: "AWS::EC2::SecurityGroup", id, arn: arnOf(context, "ec2", `security-group/${id}`) };
}
