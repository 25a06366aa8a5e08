import { strictOperations } from "../request/strict-operations.ts";

/** An operation of Auto Scaling. */
export const autoScalingOperation = strictOperations("ValidationError");
