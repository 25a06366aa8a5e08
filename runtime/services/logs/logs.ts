import { serviceCaller } from "../../kernel/caller.ts";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { createEnvelopeCipher, type EnvelopeCipher } from "../../storage/envelope.ts";
import type { LogDatabase, LogStream, NewEvent, StoredEvent } from "./log-database.ts";
import type { LogGroup, LogsState } from "./state.ts";

/** What the operations of CloudWatch Logs work with. */
export interface Logs {
  readonly runtime: Runtime;
  readonly state: LogsState;
  readonly database: LogDatabase;
  /** Ciphers by group ARN: the ARN is the encryption context, as on AWS. */
  readonly ciphers: Map<string, EnvelopeCipher>;
}

const DAY_MS = 86_400_000;

export function findGroup({ state }: Logs, name: string | undefined, identifier?: string): LogGroup {
  const group = state.groups.get(name ?? nameOf(identifier ?? ""));
  if (group !== undefined) return group;
  throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
}

/** A group identifier is a name or an ARN, with or without `:*` at its end. */
function nameOf(identifier: string): string {
  if (!identifier.startsWith("arn:")) return identifier;
  return identifier.split(":")[6] ?? "";
}

export function findStream(logs: Logs, group: LogGroup, name: string | undefined): LogStream {
  const stream = logs.database.findStream(group.id, name ?? "");
  if (stream !== undefined) return stream;
  throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
}

/** Events before this time are over their group's retention and are not shown, deleted or not. */
export function retainedSinceMs({ runtime }: Logs, group: LogGroup): number {
  return group.retentionDays === undefined ? 0 : runtime.clock.now() - group.retentionDays * DAY_MS;
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

/** Makes an event ready for the disk: sealed under the group's key when it has one. */
export async function sealEvent(
  logs: Logs,
  group: LogGroup,
  event: Readonly<{ timestampMs: number; ingestedMs: number; message: string }>,
): Promise<NewEvent> {
  if (group.kmsKeyId === undefined) return { ...event, keyId: null, dataKey: null };
  const options = { keyId: group.kmsKeyId, text: event.message, caller: logsCaller(logs) };
  const { keyId, dataKey, sealed } = await cipherOf(logs, group).seal(options);
  return { ...event, message: sealed, keyId, dataKey };
}

/** The message in clear. */
export async function openMessage(logs: Logs, group: LogGroup, event: StoredEvent): Promise<string> {
  const { keyId, dataKey, message } = event;
  if (keyId === null || dataKey === null) return message;
  return cipherOf(logs, group).open({ keyId, dataKey, sealed: message }, logsCaller(logs));
}

function cipherOf(logs: Logs, group: LogGroup): EnvelopeCipher {
  const cipher =
    logs.ciphers.get(group.arn) ?? createEnvelopeCipher(logs.runtime, { "aws:logs:arn": group.arn });
  logs.ciphers.set(group.arn, cipher);
  return cipher;
}

function logsCaller({ runtime }: Logs) {
  return serviceCaller(`logs.${runtime.region}.amazonaws.com`, runtime.accountId);
}
