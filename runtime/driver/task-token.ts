import { createHash, randomBytes } from "node:crypto";

/** Where a task waits. */
export interface TaskAddress {
  /** The journal's id of the execution. */
  readonly execution: number;
  readonly frame: number;
  readonly eventId: number;
}

const SECRET_BYTES = 24;
const CHECK_LENGTH = 8;

/** A token that says where its task waits and cannot be guessed; the task itself keeps the whole token to compare. */
export function createTaskToken({ execution, frame, eventId }: TaskAddress): string {
  const body = `${execution}.${frame}.${eventId}.${randomBytes(SECRET_BYTES).toString("base64url")}`;
  return Buffer.from(`${body}.${check(body)}`).toString("base64");
}

/** The address in a token; undefined when it is none of ours. */
export function readTaskToken(token: string): TaskAddress | undefined {
  const match = /^((\d+)\.(\d+)\.(\d+)\.[\w-]+)\.([0-9a-f]+)$/.exec(Buffer.from(token, "base64").toString());
  if (match === null || check(match[1] ?? "") !== match[5]) return undefined;
  return { execution: Number(match[2]), frame: Number(match[3]), eventId: Number(match[4]) };
}

function check(body: string): string {
  return createHash("sha256").update(body).digest("hex").slice(0, CHECK_LENGTH);
}
