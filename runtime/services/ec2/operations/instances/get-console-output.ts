import type { GetConsoleOutputCommandInput, GetConsoleOutputCommandOutput } from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { findInstances } from "../../lookup.ts";

/** The last 64 KiB that the processes of an instance printed; also for an hour after its termination. */
export const getConsoleOutput = (ec2: Ec2) =>
  ec2Operation<GetConsoleOutputCommandInput, GetConsoleOutputCommandOutput>(
    ["InstanceId", "Latest"],
    (input) => {
      const [instance] = findInstances(ec2.state, [input.InstanceId ?? ""]);
      const Output = ec2.compute.consoleTail(instance?.instanceId ?? "").toString("base64");
      return { InstanceId: input.InstanceId, Timestamp: new Date(ec2.runtime.clock.now()), Output };
    },
  );
