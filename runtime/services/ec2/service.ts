import * as sdk from "@aws-sdk/client-ec2";
import { computeOf } from "../../compute/compute.ts";
import type { ServiceFactory } from "../../kernel/service.ts";
import { createInstanceLifecycle } from "./instance-lifecycle.ts";
import { ec2Operations } from "./operations.ts";
import { openState } from "./state.ts";

/** Amazon EC2: networks, images, launch templates and instances, on the runtime's own compute platform. */
export const createEc2: ServiceFactory = (runtime) => {
  const compute = computeOf(runtime);
  const state = openState(runtime);
  const lifecycle = createInstanceLifecycle({ runtime, compute, state });
  return {
    signingName: "ec2",
    protocol: "ec2Query",
    sdk,
    operations: ec2Operations({ runtime, compute, state, lifecycle }),
    start: () => lifecycle.recover(),
    stop: () => lifecycle.close(),
  };
};
