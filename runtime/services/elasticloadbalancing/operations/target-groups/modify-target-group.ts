import type {
  ModifyTargetGroupCommandInput,
  ModifyTargetGroupCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { HEALTH_CHECK_MEMBERS, readHealthCheck } from "../../health-check-settings.ts";
import { toTargetGroup } from "../../shape.ts";
import { findByArn } from "../../state.ts";

/** Changes how targets are checked. */
export const modifyTargetGroup = (elb: LoadBalancing) =>
  elbOperation<ModifyTargetGroupCommandInput, ModifyTargetGroupCommandOutput>(
    ["TargetGroupArn", ...HEALTH_CHECK_MEMBERS],
    (input) => {
      const group = findByArn(elb.state, "targetGroups", input.TargetGroupArn);
      const next = { ...group, healthCheck: readHealthCheck(input, group.healthCheck) };
      elb.state.targetGroups.put(group.arn, next);
      return { TargetGroups: [toTargetGroup(elb.state, next)] };
    },
  );
