import type { DeleteSubnetCommandInput, DeleteSubnetCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { findResource } from "../../lookup.ts";

/** Removes a subnet that no instance is in. */
export const deleteSubnet = (ec2: Ec2) =>
  ec2Operation<DeleteSubnetCommandInput, DeleteSubnetCommandOutput>(["SubnetId"], (input) => {
    const { state } = ec2;
    const { subnetId } = findResource(state, "subnets", input.SubnetId);
    if ([...state.instances.values()].some((it) => it.subnetId === subnetId && it.state !== "terminated")) {
      throw new AwsError(
        "DependencyViolation",
        `The subnet '${subnetId}' has dependencies and cannot be deleted.`,
      );
    }
    state.tags.delete(subnetId);
    state.subnets.delete(subnetId);
    return {};
  });
