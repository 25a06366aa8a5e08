import { sha256Hex } from "../json/digest.ts";
import type { ReleaseMessage } from "./release-message.ts";

/** A release on its way: the message, its id, and when and as what it was published. Input of the state machine. */
export interface Release extends Omit<ReleaseMessage, "schema"> {
  /** Also the name of the execution. */
  readonly id: string;
  /** The SNS message's id. */
  readonly messageId: string;
  /** ISO 8601, as SNS gives it. */
  readonly publishedAt: string;
}

export interface Publication {
  readonly messageId: string;
  readonly publishedAt: string;
}

const LONGEST_EXECUTION_NAME = 80;
const HASH_DIGITS = 12;

/** The release that a published message asks for. The same publication always gives the same release. */
export function createRelease(message: ReleaseMessage, publication: Publication): Release {
  const { schema: _, ...asked } = message;
  return { id: releaseId(message, publication.messageId), ...asked, ...publication };
}

/**
 * `<application>-<environment>-<version>-<hash of the message id>`, at most 80 characters and only what Step Functions
 * allows in an execution's name. A repeated delivery gets the same id; publishing again gets another.
 */
export function releaseId(
  message: Readonly<Pick<ReleaseMessage, "application" | "environment" | "version">>,
  messageId: string,
): string {
  const version = message.version.replaceAll(/[^A-Za-z0-9-]/g, "-");
  const readable = `${message.application}-${message.environment}-${version}`;
  const hash = sha256Hex(messageId).slice(0, HASH_DIGITS);
  return `${readable.slice(0, LONGEST_EXECUTION_NAME - HASH_DIGITS - 1)}-${hash}`;
}
