import type { DeleteVpcCommandInput, DeleteVpcCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { findResource } from "../../lookup.ts";

/** Removes a network that has no subnets and no groups but its default one. */
export const deleteVpc = (ec2: Ec2) =>
  ec2Operation<DeleteVpcCommandInput, DeleteVpcCommandOutput>(["VpcId"], (input) => {
    const { state } = ec2;
    const { vpcId } = findResource(state, "vpcs", input.VpcId);
    const groups = [...state.securityGroups.values()].filter((it) => it.vpcId === vpcId);
    const inUse = [...state.subnets.values()].some((it) => it.vpcId === vpcId) || groups.length > 1;
    if (inUse) {
      throw new AwsError("DependencyViolation", `The vpc '${vpcId}' has dependencies and cannot be deleted.`);
    }
    for (const { groupId } of groups) state.securityGroups.delete(groupId);
    state.tags.delete(vpcId);
    state.vpcs.delete(vpcId);
    return {};
  });
