import type { CreateSubnetCommandInput, CreateSubnetCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { checkCidr, cidrContains } from "../../cidr.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { findResource } from "../../lookup.ts";
import { newId } from "../../state.ts";
import { putTags, specifiedTags } from "../../tags.ts";
import { toSubnet } from "./describe-subnets.ts";

/** Makes a subnet; its block must lie in that of its network and overlap no other. */
export const createSubnet = (ec2: Ec2) =>
  ec2Operation<CreateSubnetCommandInput, CreateSubnetCommandOutput>(
    ["VpcId", "CidrBlock", "AvailabilityZone", "TagSpecifications"],
    (input, context) => {
      const { state, runtime } = ec2;
      const vpc = findResource(state, "vpcs", input.VpcId);
      const cidrBlock = checkCidr(input.CidrBlock);
      if (!cidrContains(vpc.cidrBlock, cidrBlock)) {
        throw new AwsError("InvalidSubnet.Range", `The CIDR '${cidrBlock}' is invalid.`);
      }
      const siblings = [...state.subnets.values()]
        .filter((it) => it.vpcId === vpc.vpcId)
        .map((it) => it.cidrBlock);
      if (siblings.some((it) => cidrContains(it, cidrBlock) || cidrContains(cidrBlock, it))) {
        throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${cidrBlock}' conflicts with another subnet`);
      }
      const availabilityZone = input.AvailabilityZone ?? `${runtime.region}a`;
      if (![`${runtime.region}a`, `${runtime.region}b`].includes(availabilityZone)) {
        throw new AwsError(
          "InvalidParameterValue",
          `Value (${availabilityZone}) for parameter availabilityZone is invalid.`,
        );
      }
      const subnetId = newId("subnet");
      const subnet = { subnetId, vpcId: vpc.vpcId, cidrBlock, availabilityZone, defaultForAz: false };
      const tags = specifiedTags(input.TagSpecifications, "subnet");
      putTags(state, { resourceId: subnetId, tags, caller: context.caller });
      state.subnets.put(subnetId, subnet);
      return { Subnet: toSubnet(ec2, subnet) };
    },
  );
