export type CommandState =
  | "Pending"
  | "InProgress"
  | "Cancelling"
  | "Success"
  | "Failed"
  | "TimedOut"
  | "Cancelled";

export interface DocumentVersionRecord {
  readonly version: number;
  readonly versionName?: string;
  readonly content: string;
  readonly format: "JSON" | "YAML";
  readonly hash: string;
  readonly createdMs: number;
}

export interface DocumentRecord {
  readonly name: string;
  readonly owner: string;
  readonly targetType?: string;
  readonly defaultVersion: number;
  readonly versions: readonly DocumentVersionRecord[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface CommandRecord {
  readonly commandId: string;
  readonly documentName: string;
  readonly documentVersion: string;
  /** The document's content as it was when the command was sent. */
  readonly content: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly comment: string;
  readonly instanceIds: readonly string[];
  readonly targets: readonly { readonly Key?: string | undefined; readonly Values?: string[] | undefined }[];
  readonly requestedMs: number;
  readonly timeoutSeconds: number;
  readonly status: CommandState;
  readonly statusDetails: string;
}

export interface StepRecord {
  readonly name: string;
  readonly action: string;
  readonly status: CommandState;
  readonly statusDetails: string;
  readonly responseCode: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InvocationRecord {
  readonly commandId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly requestedMs: number;
  readonly status: CommandState;
  readonly statusDetails: string;
  readonly steps: readonly StepRecord[];
}

/** What a command or invocation can become no more. */
export function isOver(status: CommandState): boolean {
  return status === "Success" || status === "Failed" || status === "TimedOut" || status === "Cancelled";
}
