import type { DeleteSecurityGroupCommandInput, DeleteSecurityGroupCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { findSecurityGroup } from "../../lookup.ts";

/** Removes a security group that no instance uses and that is not a default one. */
export const deleteSecurityGroup = (ec2: Ec2) =>
  ec2Operation<DeleteSecurityGroupCommandInput, DeleteSecurityGroupCommandOutput>(
    ["GroupId", "GroupName"],
    (input) => {
      const { state } = ec2;
      const group = findSecurityGroup(state, input);
      if (group.groupName === "default") {
        throw new AwsError(
          "CannotDelete",
          `the specified group: "${group.groupId}" name: "default" cannot be deleted by a user`,
        );
      }
      const users = [...state.instances.values()].filter((it) => it.securityGroupIds.includes(group.groupId));
      if (users.some((it) => it.state !== "terminated")) {
        throw new AwsError("DependencyViolation", `resource ${group.groupId} has a dependent object`);
      }
      state.tags.delete(group.groupId);
      state.securityGroups.delete(group.groupId);
      return { Return: true, GroupId: group.groupId };
    },
  );
