import type { ServiceFactory } from "../kernel/service.ts";
import { createKms } from "./kms/service.ts";
import { createLambda } from "./lambda/service.ts";

/** Every service of the embedded AWS. They start in this order and stop in the reverse one. */
export const allServices: readonly ServiceFactory[] = [createKms, createLambda];
