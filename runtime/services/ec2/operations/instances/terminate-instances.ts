import type { TerminateInstancesCommandInput, TerminateInstancesCommandOutput } from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { moveInstances } from "../../instance-state-change.ts";

/** Ends instances for good, and removes their roots. */
export const terminateInstances = (ec2: Ec2) =>
  ec2Operation<TerminateInstancesCommandInput, TerminateInstancesCommandOutput>(
    ["InstanceIds", "Force"],
    (input) => {
      return { TerminatingInstances: moveInstances(ec2, "terminate", input.InstanceIds) };
    },
  );
