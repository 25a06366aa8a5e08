import type { StartInstancesCommandInput, StartInstancesCommandOutput } from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { moveInstances } from "../../instance-state-change.ts";

/** Boots stopped instances again. */
export const startInstances = (ec2: Ec2) =>
  ec2Operation<StartInstancesCommandInput, StartInstancesCommandOutput>(["InstanceIds"], (input) => {
    return { StartingInstances: moveInstances(ec2, "start", input.InstanceIds) };
  });
