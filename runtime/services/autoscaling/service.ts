import * as sdk from "@aws-sdk/client-auto-scaling";
import type { ServiceFactory } from "../../kernel/service.ts";
import { createAwsClients } from "./aws-clients.ts";
import type { AutoScaling } from "./context.ts";
import { createGroupKeeper } from "./group-keeper.ts";
import { carryOutLaunch } from "./launch-member.ts";
import { autoScalingOperations } from "./operations.ts";
import { reconcileGroup } from "./reconcile.ts";
import { openState } from "./state.ts";

/** Amazon EC2 Auto Scaling: keeps the desired number of instances of a group alive, in service and healthy. */
export const createAutoScaling: ServiceFactory = (runtime) => {
  const state = openState(runtime);
  const keeper = createGroupKeeper(runtime, (groupName) => reconcileGroup(scaling, groupName));
  const scaling: AutoScaling = { runtime, state, aws: createAwsClients(runtime), wake: keeper.wake };
  runtime.events.listen(({ source, detailType, detail }) => {
    if (source !== "aws.ec2" || detailType !== "EC2 Instance State-change Notification") return;
    const member = state.members.get(String(detail["instance-id"]));
    if (member !== undefined) keeper.wake(member.groupName);
  });
  return {
    signingName: "autoscaling",
    protocol: "awsQuery",
    sdk,
    operations: autoScalingOperations(scaling),
    async start() {
      for (const [token] of [...state.launches.entries()]) await carryOutLaunch(scaling, token);
      for (const [groupName] of [...state.groups.entries()]) keeper.wake(groupName);
    },
    stop: keeper.stop,
  };
};
