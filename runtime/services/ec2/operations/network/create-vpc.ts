import type { CreateVpcCommandInput, CreateVpcCommandOutput } from "@aws-sdk/client-ec2";
import { checkCidr } from "../../cidr.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { createDefaultSecurityGroup, newId } from "../../state.ts";
import { putTags, specifiedTags } from "../../tags.ts";
import { toVpc } from "./describe-vpcs.ts";

/** Makes a network with its default security group. Its addresses are loopback addresses, see the address pool. */
export const createVpc = (ec2: Ec2) =>
  ec2Operation<CreateVpcCommandInput, CreateVpcCommandOutput>(
    ["CidrBlock", "TagSpecifications"],
    (input, context) => {
      const cidrBlock = checkCidr(input.CidrBlock);
      const vpc = { vpcId: newId("vpc"), cidrBlock, isDefault: false };
      const tags = specifiedTags(input.TagSpecifications, "vpc");
      putTags(ec2.state, { resourceId: vpc.vpcId, tags, caller: context.caller });
      ec2.state.vpcs.put(vpc.vpcId, vpc);
      createDefaultSecurityGroup(ec2.state, vpc.vpcId);
      return { Vpc: toVpc(ec2, vpc) };
    },
  );
