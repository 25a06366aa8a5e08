import * as sdk from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEc2 } from "../../../runtime/services/ec2/service.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createObjectShelf, registerMachineImage, storeMachineImage } from "../../support/machine-image.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

describe("resources of EC2", () => {
  let aws: TestRuntime;
  let ec2: sdk.EC2Client;
  beforeAll(async () => {
    aws = await startTestRuntime({ services: [createEc2, createKms, createObjectShelf] });
    ec2 = new sdk.EC2Client(aws.clientConfig);
  });
  afterAll(() => aws.stop());

  const refused = (promise: Promise<unknown>, name: string) =>
    expect(promise).rejects.toMatchObject({ name });

  it("has a region of two zones, with a default network", async () => {
    const { Regions = [] } = await ec2.send(new sdk.DescribeRegionsCommand({}));
    expect(Regions.map((it) => it.RegionName)).toEqual(["us-east-1"]);
    const { AvailabilityZones = [] } = await ec2.send(new sdk.DescribeAvailabilityZonesCommand({}));
    const Filters = [{ Name: "default-for-az", Values: ["true"] }];
    const { Subnets = [] } = await ec2.send(new sdk.DescribeSubnetsCommand({ Filters }));
    expect(Subnets.map((it) => it.AvailabilityZone).sort()).toEqual(
      AvailabilityZones.map((it) => it.ZoneName),
    );
    const { Vpcs = [] } = await ec2.send(new sdk.DescribeVpcsCommand({ VpcIds: [Subnets[0]?.VpcId ?? ""] }));
    expect(Vpcs).toMatchObject([{ IsDefault: true, CidrBlock: "172.31.0.0/16" }]);
    await refused(
      ec2.send(new sdk.DescribeRegionsCommand({ RegionNames: ["moon-1"] })),
      "InvalidParameterValue",
    );
  });

  it("makes networks and subnets, which must fit", async () => {
    const { Vpc } = await ec2.send(new sdk.CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const VpcId = Vpc?.VpcId ?? "";
    const subnet = { VpcId, CidrBlock: "10.0.1.0/24" };
    const { Subnet } = await ec2.send(new sdk.CreateSubnetCommand(subnet));
    expect(Subnet?.AvailableIpAddressCount).toBe(251);
    await refused(ec2.send(new sdk.CreateSubnetCommand(subnet)), "InvalidSubnet.Conflict");
    await refused(
      ec2.send(new sdk.CreateSubnetCommand({ VpcId, CidrBlock: "10.1.0.0/24" })),
      "InvalidSubnet.Range",
    );
    await refused(ec2.send(new sdk.CreateVpcCommand({ CidrBlock: "10.0.0.0/8" })), "InvalidVpc.Range");
    await refused(ec2.send(new sdk.CreateVpcCommand({ CidrBlock: "nonsense" })), "InvalidParameterValue");
    await refused(ec2.send(new sdk.DeleteVpcCommand({ VpcId })), "DependencyViolation");
    await ec2.send(new sdk.DeleteSubnetCommand({ SubnetId: Subnet?.SubnetId }));
    await ec2.send(new sdk.DeleteVpcCommand({ VpcId }));
    await refused(ec2.send(new sdk.DescribeVpcsCommand({ VpcIds: [VpcId] })), "InvalidVpcID.NotFound");
  });

  it("keeps the rules of security groups", async () => {
    const { GroupId } = await ec2.send(
      new sdk.CreateSecurityGroupCommand({ GroupName: "web", Description: "Web" }),
    );
    const IpPermissions = [
      { IpProtocol: "tcp", FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: "0.0.0.0/0" }] },
    ];
    const rule = { GroupId, IpPermissions };
    await ec2.send(new sdk.AuthorizeSecurityGroupIngressCommand(rule));
    await refused(
      ec2.send(new sdk.AuthorizeSecurityGroupIngressCommand(rule)),
      "InvalidPermission.Duplicate",
    );
    const describe = new sdk.DescribeSecurityGroupsCommand({
      Filters: [{ Name: "group-name", Values: ["web"] }],
    });
    expect((await ec2.send(describe)).SecurityGroups?.[0]?.IpPermissions).toMatchObject(IpPermissions);
    await ec2.send(new sdk.RevokeSecurityGroupIngressCommand(rule));
    expect((await ec2.send(describe)).SecurityGroups?.[0]?.IpPermissions).toEqual([]);
    await refused(ec2.send(new sdk.RevokeSecurityGroupIngressCommand(rule)), "InvalidPermission.NotFound");
    await ec2.send(new sdk.DeleteSecurityGroupCommand({ GroupId }));
    await refused(ec2.send(new sdk.DeleteSecurityGroupCommand({ GroupName: "default" })), "CannotDelete");
  });

  it.each(["rsa", "ed25519"] as const)(
    "makes %s key pairs and takes their public halves",
    async (KeyType) => {
      const made = await ec2.send(new sdk.CreateKeyPairCommand({ KeyName: KeyType, KeyType }));
      expect(made.KeyMaterial).toMatch(/^-----BEGIN .*PRIVATE KEY-----/);
      await refused(ec2.send(new sdk.CreateKeyPairCommand({ KeyName: KeyType })), "InvalidKeyPair.Duplicate");
      const names = { KeyNames: [KeyType], IncludePublicKey: true };
      const { KeyPairs: [pair] = [] } = await ec2.send(new sdk.DescribeKeyPairsCommand(names));
      const PublicKeyMaterial = Buffer.from(`${pair?.PublicKey} somebody`);
      const imported = await ec2.send(
        new sdk.ImportKeyPairCommand({ KeyName: `${KeyType}-2`, PublicKeyMaterial }),
      );
      expect(imported.KeyFingerprint).toBe(made.KeyFingerprint);
      await ec2.send(new sdk.DeleteKeyPairCommand({ KeyName: KeyType }));
      await refused(ec2.send(new sdk.DescribeKeyPairsCommand(names)), "InvalidKeyPair.NotFound");
    },
  );

  it("registers, finds, shares and deregisters images", async () => {
    const image = { name: "soe-1", files: { "boot.mjs": "" } };
    const ImageId = await registerMachineImage(aws, image);
    const again = { Name: "soe-1", ImageLocation: "images/soe-1/manifest.json" };
    await refused(ec2.send(new sdk.RegisterImageCommand(again)), "InvalidAMIName.Duplicate");
    const missing = { Name: "soe-2", ImageLocation: "images/none/manifest.json" };
    await refused(ec2.send(new sdk.RegisterImageCommand(missing)), "InvalidManifest");
    await ec2.send(
      new sdk.CreateTagsCommand({ Resources: [ImageId], Tags: [{ Key: "repave:recipe", Value: "abc" }] }),
    );
    const Filters = [
      { Name: "tag:repave:recipe", Values: ["abc"] },
      { Name: "state", Values: ["available"] },
    ];
    const find = new sdk.DescribeImagesCommand({ Owners: ["self"], Filters });
    expect((await ec2.send(find)).Images).toMatchObject([
      { ImageId, Name: "soe-1", Public: false, Tags: [{ Key: "repave:recipe", Value: "abc" }] },
    ]);
    const UserId = "111122223333";
    const attribute = { ImageId, Attribute: "launchPermission" as const };
    await ec2.send(new sdk.ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [{ UserId }] } }));
    const permissions = await ec2.send(new sdk.DescribeImageAttributeCommand(attribute));
    expect(permissions.LaunchPermissions).toEqual([{ UserId }]);
    const removal = { ...attribute, OperationType: "remove" as const, UserIds: [UserId] };
    await ec2.send(new sdk.ModifyImageAttributeCommand(removal));
    await ec2.send(new sdk.ModifyImageAttributeCommand({ ImageId, Description: { Value: "new" } }));
    const [changed] = (await ec2.send(find)).Images ?? [];
    expect(changed?.Description).toBe("new");
    await ec2.send(new sdk.DeregisterImageCommand({ ImageId }));
    expect((await ec2.send(find)).Images).toEqual([]);
    await refused(
      ec2.send(new sdk.DescribeImagesCommand({ ImageIds: [ImageId] })),
      "InvalidAMIID.Unavailable",
    );
    await storeMachineImage(aws, image);
  });

  it("keeps versions of launch templates", async () => {
    const LaunchTemplateName = "web";
    const create = {
      LaunchTemplateName,
      LaunchTemplateData: { InstanceType: "t3.micro" as const, ImageId: "ami-1" },
    };
    await ec2.send(new sdk.CreateLaunchTemplateCommand(create));
    const exists = "InvalidLaunchTemplateName.AlreadyExistsException";
    await refused(ec2.send(new sdk.CreateLaunchTemplateCommand(create)), exists);
    const LaunchTemplateData = { ImageId: "ami-2" };
    const second = { LaunchTemplateName, SourceVersion: "1", LaunchTemplateData };
    await ec2.send(new sdk.CreateLaunchTemplateVersionCommand(second));
    await ec2.send(new sdk.ModifyLaunchTemplateCommand({ LaunchTemplateName, DefaultVersion: "2" }));
    const versions = { LaunchTemplateName, Versions: ["$Default"] };
    const { LaunchTemplateVersions } = await ec2.send(
      new sdk.DescribeLaunchTemplateVersionsCommand(versions),
    );
    expect(LaunchTemplateVersions).toMatchObject([
      {
        VersionNumber: 2,
        DefaultVersion: true,
        LaunchTemplateData: { InstanceType: "t3.micro", ImageId: "ami-2" },
      },
    ]);
    const { LaunchTemplates } = await ec2.send(new sdk.DescribeLaunchTemplatesCommand({}));
    expect(LaunchTemplates).toMatchObject([{ LatestVersionNumber: 2, DefaultVersionNumber: 2 }]);
    const odd = { LaunchTemplateName: "odd", LaunchTemplateData: { KernelId: "aki-1" } };
    await refused(ec2.send(new sdk.CreateLaunchTemplateCommand(odd)), "UnsupportedOperation");
    await ec2.send(new sdk.DeleteLaunchTemplateCommand({ LaunchTemplateName }));
    const gone = "InvalidLaunchTemplateName.NotFoundException";
    await refused(ec2.send(new sdk.DescribeLaunchTemplateVersionsCommand(versions)), gone);
  });

  it("tags what exists", async () => {
    const { Subnets: [subnet] = [] } = await ec2.send(new sdk.DescribeSubnetsCommand({}));
    const Resources = [subnet?.SubnetId ?? ""];
    await ec2.send(new sdk.CreateTagsCommand({ Resources, Tags: [{ Key: "tier", Value: "web" }] }));
    const Filters = [{ Name: "resource-type", Values: ["subnet"] }];
    const tags = async () => (await ec2.send(new sdk.DescribeTagsCommand({ Filters }))).Tags;
    expect(await tags()).toMatchObject([{ ResourceId: Resources[0], Key: "tier", Value: "web" }]);
    await ec2.send(new sdk.DeleteTagsCommand({ Resources, Tags: [{ Key: "tier" }] }));
    expect(await tags()).toEqual([]);
    const reserved = { Resources, Tags: [{ Key: "aws:x", Value: "y" }] };
    await refused(ec2.send(new sdk.CreateTagsCommand(reserved)), "InvalidParameterValue");
    const unknown = { Resources: ["i-0123456789abcdef0"], Tags: [{ Key: "a", Value: "b" }] };
    await refused(ec2.send(new sdk.CreateTagsCommand(unknown)), "InvalidID");
  });

  it("describes instance types", async () => {
    const { InstanceTypes } = await ec2.send(
      new sdk.DescribeInstanceTypesCommand({ InstanceTypes: ["t3.micro"] }),
    );
    expect(InstanceTypes).toMatchObject([{ InstanceType: "t3.micro", MemoryInfo: { SizeInMiB: 1024 } }]);
  });
});
