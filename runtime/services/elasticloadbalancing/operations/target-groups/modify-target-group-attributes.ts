import type {
  ModifyTargetGroupAttributesCommandInput,
  ModifyTargetGroupAttributesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { changeAttributes, TARGET_GROUP_ATTRIBUTES, toAttributeList } from "../../attributes.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { findByArn } from "../../state.ts";

/** Changes attributes of a target group. */
export const modifyTargetGroupAttributes = (elb: LoadBalancing) =>
  elbOperation<ModifyTargetGroupAttributesCommandInput, ModifyTargetGroupAttributesCommandOutput>(
    ["TargetGroupArn", "Attributes"],
    (input) => {
      const group = findByArn(elb.state, "targetGroups", input.TargetGroupArn);
      const attributes = changeAttributes(TARGET_GROUP_ATTRIBUTES, group.attributes, input.Attributes ?? []);
      elb.state.targetGroups.put(group.arn, { ...group, attributes });
      return { Attributes: toAttributeList(attributes) };
    },
  );
