import type { RebootInstancesCommandInput, RebootInstancesCommandOutput } from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { moveInstances } from "../../instance-state-change.ts";

/** Ends the processes of running instances and boots them again. */
export const rebootInstances = (ec2: Ec2) =>
  ec2Operation<RebootInstancesCommandInput, RebootInstancesCommandOutput>(["InstanceIds"], (input) => {
    moveInstances(ec2, "reboot", input.InstanceIds);
    return {};
  });
