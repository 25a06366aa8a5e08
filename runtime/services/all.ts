import type { ServiceFactory } from "../kernel/service.ts";
import { createCloudFormation } from "./cloudformation/service.ts";
import { createKms } from "./kms/service.ts";
import { createLambda } from "./lambda/service.ts";

/** Every service of the embedded AWS. They start in this order and stop in the reverse one. */
export const allServices: readonly ServiceFactory[] = [
  createKms,
  createLambda,
  // Last: deployments that were cut off go on when every other service is there.
  createCloudFormation,
];
