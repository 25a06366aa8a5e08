import type {
  RegisterTargetsCommandInput,
  RegisterTargetsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LoadBalancing } from "../../context.ts";
import { findTargetAddresses } from "../../ec2-lookup.ts";
import { elbOperation } from "../../elb-operation.ts";
import type { TargetRecord } from "../../records.ts";
import { findByArn, targetKey } from "../../state.ts";

/** Adds running instances to a target group; the first health check begins at once. */
export const registerTargets = (elb: LoadBalancing) =>
  elbOperation<RegisterTargetsCommandInput, RegisterTargetsCommandOutput>(
    ["TargetGroupArn", "Targets"],
    async (input) => {
      const { state, runtime } = elb;
      const group = findByArn(state, "targetGroups", input.TargetGroupArn);
      const targets = input.Targets ?? [];
      const ids = targets.map((target) => target.Id ?? "");
      const addresses = await findTargetAddresses(runtime, { ids, vpcId: group.vpcId });
      for (const { Id: instanceId = "", Port: port = group.port } of targets) {
        const address = addresses.get(instanceId) ?? "";
        const record: TargetRecord = {
          targetGroupArn: group.arn,
          instanceId,
          port,
          address,
          state: "registered",
        };
        state.targets.put(targetKey(record), record);
      }
      elb.checks.sync();
      return {};
    },
  );
