import type { Operation } from "../../kernel/service.ts";
import type { Ec2 } from "./context.ts";
import { deregisterImage } from "./operations/images/deregister-image.ts";
import { describeImageAttribute } from "./operations/images/describe-image-attribute.ts";
import { describeImages } from "./operations/images/describe-images.ts";
import { modifyImageAttribute } from "./operations/images/modify-image-attribute.ts";
import { registerImage } from "./operations/images/register-image.ts";
import { describeInstanceAttribute } from "./operations/instances/describe-instance-attribute.ts";
import { describeInstanceStatus } from "./operations/instances/describe-instance-status.ts";
import { describeInstanceTypes } from "./operations/instances/describe-instance-types.ts";
import { describeInstances } from "./operations/instances/describe-instances.ts";
import { getConsoleOutput } from "./operations/instances/get-console-output.ts";
import { rebootInstances } from "./operations/instances/reboot-instances.ts";
import { runInstances } from "./operations/instances/run-instances.ts";
import { startInstances } from "./operations/instances/start-instances.ts";
import { stopInstances } from "./operations/instances/stop-instances.ts";
import { terminateInstances } from "./operations/instances/terminate-instances.ts";
import { createLaunchTemplate } from "./operations/launch-templates/create-launch-template.ts";
import { createLaunchTemplateVersion } from "./operations/launch-templates/create-launch-template-version.ts";
import { deleteLaunchTemplate } from "./operations/launch-templates/delete-launch-template.ts";
import { describeLaunchTemplateVersions } from "./operations/launch-templates/describe-launch-template-versions.ts";
import { describeLaunchTemplates } from "./operations/launch-templates/describe-launch-templates.ts";
import { modifyLaunchTemplate } from "./operations/launch-templates/modify-launch-template.ts";
import { authorizeSecurityGroupEgress } from "./operations/network/authorize-security-group-egress.ts";
import { authorizeSecurityGroupIngress } from "./operations/network/authorize-security-group-ingress.ts";
import { createKeyPair } from "./operations/network/create-key-pair.ts";
import { createSecurityGroup } from "./operations/network/create-security-group.ts";
import { createSubnet } from "./operations/network/create-subnet.ts";
import { createVpc } from "./operations/network/create-vpc.ts";
import { deleteKeyPair } from "./operations/network/delete-key-pair.ts";
import { deleteSecurityGroup } from "./operations/network/delete-security-group.ts";
import { deleteSubnet } from "./operations/network/delete-subnet.ts";
import { deleteVpc } from "./operations/network/delete-vpc.ts";
import { describeAvailabilityZones } from "./operations/network/describe-availability-zones.ts";
import { describeKeyPairs } from "./operations/network/describe-key-pairs.ts";
import { describeRegions } from "./operations/network/describe-regions.ts";
import { describeSecurityGroups } from "./operations/network/describe-security-groups.ts";
import { describeSubnets } from "./operations/network/describe-subnets.ts";
import { describeVpcs } from "./operations/network/describe-vpcs.ts";
import { importKeyPair } from "./operations/network/import-key-pair.ts";
import { revokeSecurityGroupEgress } from "./operations/network/revoke-security-group-egress.ts";
import { revokeSecurityGroupIngress } from "./operations/network/revoke-security-group-ingress.ts";
import { createTags } from "./operations/tags/create-tags.ts";
import { deleteTags } from "./operations/tags/delete-tags.ts";
import { describeTags } from "./operations/tags/describe-tags.ts";

/** Every operation of EC2 that exists here, by its name. */
export const ec2Operations = (ec2: Ec2): Readonly<Record<string, Operation>> => ({
  DeregisterImage: deregisterImage(ec2),
  DescribeImageAttribute: describeImageAttribute(ec2),
  DescribeImages: describeImages(ec2),
  ModifyImageAttribute: modifyImageAttribute(ec2),
  RegisterImage: registerImage(ec2),
  DescribeInstanceAttribute: describeInstanceAttribute(ec2),
  DescribeInstanceStatus: describeInstanceStatus(ec2),
  DescribeInstanceTypes: describeInstanceTypes(),
  DescribeInstances: describeInstances(ec2),
  GetConsoleOutput: getConsoleOutput(ec2),
  RebootInstances: rebootInstances(ec2),
  RunInstances: runInstances(ec2),
  StartInstances: startInstances(ec2),
  StopInstances: stopInstances(ec2),
  TerminateInstances: terminateInstances(ec2),
  CreateLaunchTemplate: createLaunchTemplate(ec2),
  CreateLaunchTemplateVersion: createLaunchTemplateVersion(ec2),
  DeleteLaunchTemplate: deleteLaunchTemplate(ec2),
  DescribeLaunchTemplateVersions: describeLaunchTemplateVersions(ec2),
  DescribeLaunchTemplates: describeLaunchTemplates(ec2),
  ModifyLaunchTemplate: modifyLaunchTemplate(ec2),
  AuthorizeSecurityGroupEgress: authorizeSecurityGroupEgress(ec2),
  AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress(ec2),
  CreateKeyPair: createKeyPair(ec2),
  CreateSecurityGroup: createSecurityGroup(ec2),
  CreateSubnet: createSubnet(ec2),
  CreateVpc: createVpc(ec2),
  DeleteKeyPair: deleteKeyPair(ec2),
  DeleteSecurityGroup: deleteSecurityGroup(ec2),
  DeleteSubnet: deleteSubnet(ec2),
  DeleteVpc: deleteVpc(ec2),
  DescribeAvailabilityZones: describeAvailabilityZones(ec2),
  DescribeKeyPairs: describeKeyPairs(ec2),
  DescribeRegions: describeRegions(ec2),
  DescribeSecurityGroups: describeSecurityGroups(ec2),
  DescribeSubnets: describeSubnets(ec2),
  DescribeVpcs: describeVpcs(ec2),
  ImportKeyPair: importKeyPair(ec2),
  RevokeSecurityGroupEgress: revokeSecurityGroupEgress(ec2),
  RevokeSecurityGroupIngress: revokeSecurityGroupIngress(ec2),
  CreateTags: createTags(ec2),
  DeleteTags: deleteTags(ec2),
  DescribeTags: describeTags(ec2),
});
