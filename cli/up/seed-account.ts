import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { environmentOf } from "../target/runtime-file.ts";
import { runProgram } from "./run-program.ts";
import type { RuntimeProcess } from "./runtime-process.ts";

/**
 * Puts what a platform team has in an AWS account before repave comes: the base image, and the parameters that name
 * the network. Repeated, it changes nothing. Gives the base image's id.
 */
export async function seedAccount(runtime: RuntimeProcess): Promise<string> {
  const [imageId] = await Promise.all([publishBaseImage(runtime), putNetworkParameters(runtime)]);
  return imageId;
}

function publishBaseImage(runtime: RuntimeProcess): Promise<string> {
  const words = [
    "--root",
    "dist/base-image",
    "--name",
    "repave-soe",
    "--parameter",
    "/repave/base-images/soe",
  ];
  return runProgram(["dist/publish/base-image.mjs", ...words], { environment: environmentOf(runtime.file) });
}

/** The default VPC's, as every AWS account has one. */
async function putNetworkParameters(runtime: RuntimeProcess): Promise<void> {
  const ec2 = new EC2Client(runtime.clientConfig);
  const { Vpcs = [] } = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] }),
  );
  const vpcId = Vpcs[0]?.VpcId ?? "";
  const Filters = [{ Name: "vpc-id", Values: [vpcId] }];
  const [{ Subnets = [] }, { SecurityGroups = [] }] = await Promise.all([
    ec2.send(new DescribeSubnetsCommand({ Filters })),
    ec2.send(
      new DescribeSecurityGroupsCommand({
        Filters: [...Filters, { Name: "group-name", Values: ["default"] }],
      }),
    ),
  ]);
  await putChanged(new SSMClient(runtime.clientConfig), [
    { Name: "/repave/network/vpc", Type: "String", Value: vpcId },
    {
      Name: "/repave/network/subnets",
      Type: "StringList",
      Value: list(Subnets.map(({ SubnetId }) => SubnetId)),
    },
    {
      Name: "/repave/network/security-groups",
      Type: "StringList",
      Value: list(SecurityGroups.map(({ GroupId }) => GroupId)),
    },
  ]);
}

async function putChanged(ssm: SSMClient, wanted: readonly PutParameterCommandInput[]): Promise<void> {
  const { Parameters = [] } = await ssm.send(
    new GetParametersCommand({ Names: wanted.map(({ Name = "" }) => Name) }),
  );
  const values = new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
  const changed = wanted.filter(({ Name, Value }) => values.get(Name) !== Value);
  await Promise.all(changed.map((input) => ssm.send(new PutParameterCommand({ ...input, Overwrite: true }))));
}

function list(ids: readonly (string | undefined)[]): string {
  return ids.filter((id) => id !== undefined).join(",");
}
