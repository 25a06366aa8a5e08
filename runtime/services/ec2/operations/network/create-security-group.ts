import type { CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { findResource } from "../../lookup.ts";
import { DEFAULT_EGRESS, newId } from "../../state.ts";
import { putTags, specifiedTags, toTagList } from "../../tags.ts";

/** Makes a security group, in the default network unless another is named. */
export const createSecurityGroup = (ec2: Ec2) =>
  ec2Operation<CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput>(
    ["GroupName", "Description", "VpcId", "TagSpecifications"],
    (input, context) => {
      const { state } = ec2;
      const { vpcId } = findResource(state, "vpcs", input.VpcId ?? state.settings.get("default-vpc"));
      const { GroupName: groupName = "", Description: description = "" } = input;
      if (groupName.startsWith("sg-"))
        throw new AwsError("InvalidParameterValue", "Group names may not start with sg-");
      if ([...state.securityGroups.values()].some((it) => it.vpcId === vpcId && it.groupName === groupName)) {
        const message = `The security group '${groupName}' already exists for VPC '${vpcId}'`;
        throw new AwsError("InvalidGroup.Duplicate", message);
      }
      const groupId = newId("sg");
      const tags = specifiedTags(input.TagSpecifications, "security-group");
      putTags(state, { resourceId: groupId, tags, caller: context.caller });
      state.securityGroups.put(groupId, {
        groupId,
        groupName,
        description,
        vpcId,
        ingress: [],
        egress: DEFAULT_EGRESS,
      });
      return { GroupId: groupId, Tags: toTagList(tags) };
    },
  );
