import { strictOperations } from "../../request/strict-operations.ts";

/** An operation on documents or commands. */
export const commandOperation = strictOperations("ValidationException");
