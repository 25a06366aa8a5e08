import { strictOperations } from "../request/strict-operations.ts";

/** An operation of the load balancing service. */
export const elbOperation = strictOperations("ValidationError");
