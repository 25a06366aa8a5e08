import type { StopInstancesCommandInput, StopInstancesCommandOutput } from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { moveInstances } from "../../instance-state-change.ts";

/** Shuts instances down; their roots stay. */
export const stopInstances = (ec2: Ec2) =>
  ec2Operation<StopInstancesCommandInput, StopInstancesCommandOutput>(["InstanceIds", "Force"], (input) => {
    return { StoppingInstances: moveInstances(ec2, "stop", input.InstanceIds) };
  });
