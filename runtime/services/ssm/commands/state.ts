import { ownEntry } from "../../../kernel/own-entry.ts";
import type { Runtime } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { Collection } from "../../../storage/store.ts";
import { builtInDocuments } from "./built-in-documents.ts";
import type { CommandRecord, DocumentRecord, DocumentVersionRecord, InvocationRecord } from "./records.ts";

/** Everything Run Command remembers. */
export interface CommandsState {
  /** By name. */
  readonly documents: Collection<DocumentRecord>;
  /** By command id. */
  readonly commands: Collection<CommandRecord>;
  /** By `<command id>|<instance id>`. */
  readonly invocations: Collection<InvocationRecord>;
}

export function openState({ store }: Runtime): CommandsState {
  return {
    documents: store.collection("ssm.documents"),
    commands: store.collection("ssm.commands"),
    invocations: store.collection("ssm.invocations"),
  };
}

/** A document by its name or ARN, also one of those that AWS provides. */
export function findDocument(state: CommandsState, nameOrArn: string | undefined): DocumentRecord {
  const name = nameOrArn?.replace(/^arn:.*:document\//, "");
  const found =
    name === undefined ? undefined : (state.documents.get(name) ?? ownEntry(builtInDocuments, name));
  if (found !== undefined) return found;
  throw new AwsError("InvalidDocument", `Document with name ${nameOrArn} does not exist.`);
}

/** `$DEFAULT` (also when absent), `$LATEST` or a number. */
export function findVersion(document: DocumentRecord, version = "$DEFAULT"): DocumentVersionRecord {
  const aliases: Readonly<Record<string, number | undefined>> = {
    $DEFAULT: document.defaultVersion,
    $LATEST: document.versions.at(-1)?.version,
  };
  const wanted = ownEntry(aliases, version) ?? Number(version);
  const found = document.versions.find((it) => it.version === wanted);
  if (found !== undefined) return found;
  throw new AwsError("InvalidDocumentVersion", `Document ${document.name} has no version ${version}.`);
}

export function findCommand(state: CommandsState, commandId: string | undefined): CommandRecord {
  const found = commandId === undefined ? undefined : state.commands.get(commandId);
  if (found !== undefined) return found;
  throw new AwsError("InvalidCommandId", `No command has the id ${commandId}.`);
}

export function invocationsOf(state: CommandsState, commandId: string): readonly InvocationRecord[] {
  return [...state.invocations.values(`${commandId}|`)];
}

export function invocationKey(it: Readonly<{ commandId: string; instanceId: string }>): string {
  return `${it.commandId}|${it.instanceId}`;
}
