import type {
  Command,
  CommandInvocation,
  CommandPlugin,
  DocumentDescription,
  DocumentIdentifier,
} from "@aws-sdk/client-ssm";
import { parseDocument } from "./document-content.ts";
import {
  type CommandRecord,
  type DocumentRecord,
  type DocumentVersionRecord,
  type InvocationRecord,
  isOver,
  type StepRecord,
} from "./records.ts";
import { type CommandsState, invocationsOf } from "./state.ts";

const MOST_PLUGIN_OUTPUT_CHARACTERS = 2_500;

/** A document as the API describes it, at one of its versions. */
export function toDescription(document: DocumentRecord, version: DocumentVersionRecord): DocumentDescription {
  const { parameters = {}, description } = parseDocument(version.content, version.format);
  const { DocumentFormat, ...identity } = toIdentifier(document, version);
  return {
    ...identity,
    DocumentFormat,
    Hash: version.hash,
    HashType: "Sha256",
    CreatedDate: new Date(version.createdMs),
    Status: "Active",
    Description: description,
    LatestVersion: `${document.versions.at(-1)?.version}`,
    DefaultVersion: `${document.defaultVersion}`,
    Parameters: Object.entries(parameters).map(([Name, spec]) => ({
      Name,
      Type: spec.type === "StringList" ? "StringList" : "String",
      Description: spec.description,
      DefaultValue: spec.default === undefined ? undefined : toDefaultText(spec.default),
    })),
  };
}

export function toIdentifier(document: DocumentRecord, version: DocumentVersionRecord): DocumentIdentifier {
  return {
    Name: document.name,
    Owner: document.owner,
    VersionName: version.versionName,
    CreatedDate: new Date(version.createdMs),
    PlatformTypes: ["Linux"],
    DocumentVersion: `${version.version}`,
    DocumentType: "Command",
    SchemaVersion: "2.2",
    DocumentFormat: version.format,
    TargetType: document.targetType,
    Tags: Object.entries(document.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

export function toCommand(state: CommandsState, it: CommandRecord): Command {
  const invocations = invocationsOf(state, it.commandId);
  const over = invocations.filter((invocation) => isOver(invocation.status));
  return {
    CommandId: it.commandId,
    DocumentName: it.documentName,
    DocumentVersion: it.documentVersion,
    Comment: it.comment,
    ExpiresAfter: new Date(it.requestedMs + it.timeoutSeconds * 1000),
    Parameters: Object.fromEntries(
      Object.entries(it.parameters).map(([name, values]) => [name, [...values]]),
    ),
    InstanceIds: it.targets.length > 0 ? [] : [...it.instanceIds],
    Targets: it.targets.map(({ Key, Values }) => ({ Key, Values: [...(Values ?? [])] })),
    RequestedDateTime: new Date(it.requestedMs),
    Status: it.status,
    StatusDetails: it.statusDetails,
    MaxConcurrency: "50",
    MaxErrors: "0",
    TargetCount: invocations.length,
    CompletedCount: over.length,
    ErrorCount: over.filter(
      (invocation) => invocation.status === "Failed" || invocation.status === "TimedOut",
    ).length,
    DeliveryTimedOutCount: over.filter((invocation) => invocation.statusDetails === "DeliveryTimedOut")
      .length,
    TimeoutSeconds: it.timeoutSeconds,
  };
}

export function toInvocation(
  command: CommandRecord,
  it: InvocationRecord,
  details: boolean,
): CommandInvocation {
  return {
    CommandId: it.commandId,
    InstanceId: it.instanceId,
    InstanceName: it.instanceName,
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    RequestedDateTime: new Date(it.requestedMs),
    Status: it.status,
    StatusDetails: it.statusDetails,
    StandardOutputUrl: "",
    StandardErrorUrl: "",
    CommandPlugins: details ? it.steps.map(toPlugin) : [],
  };
}

function toPlugin(step: StepRecord): CommandPlugin {
  const separator = step.stderr === "" ? "" : "\n----------ERROR-------\n";
  return {
    Name: step.name,
    Status: step.status === "Cancelling" ? "InProgress" : step.status,
    StatusDetails: step.statusDetails,
    ResponseCode: step.responseCode,
    ResponseStartDateTime: new Date(step.startMs),
    ResponseFinishDateTime: new Date(step.endMs),
    Output: `${step.stdout}${separator}${step.stderr}`.slice(0, MOST_PLUGIN_OUTPUT_CHARACTERS),
  };
}

function toDefaultText(value: string | number | boolean | readonly string[]): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
