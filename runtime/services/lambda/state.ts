import type { SealedText } from "../../storage/envelope.ts";
import type { Collection, Store } from "../../storage/store.ts";

/** Everything that decides how one version of a function runs. JSON, as all state. */
export interface FunctionVersion {
  readonly name: string;
  /** `$LATEST` or the number of a published version. */
  readonly version: string;
  readonly runtime: string;
  readonly role: string;
  readonly handler: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Base64 of the archive's sha256, as AWS shows it. */
  readonly codeSha256: string;
  readonly codeSize: number;
  /** Environment variables, sealed under `kmsKeyArn` when that is set. */
  readonly environment: Readonly<Record<string, string>> | SealedText;
  readonly kmsKeyArn: string | undefined;
  readonly deadLetterArn: string | undefined;
  readonly architectures: readonly string[];
  readonly logGroup: string;
  readonly lastModifiedMs: number;
  readonly revisionId: string;
}

/** A function: its unpublished version and what belongs to the function as a whole. */
export interface LambdaFunction {
  readonly latest: FunctionVersion;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency: number | undefined;
  readonly nextVersion: number;
}

export interface Alias {
  readonly functionName: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly revisionId: string;
}

/** What becomes of asynchronous invocations of one qualifier. */
export interface EventInvokeConfig {
  readonly maximumRetryAttempts: number | undefined;
  readonly maximumEventAgeSeconds: number | undefined;
  readonly onSuccess: string | undefined;
  readonly onFailure: string | undefined;
  readonly lastModifiedMs: number;
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: unknown;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The resource policy of a function or of one of its qualifiers. */
export interface ResourcePolicy {
  readonly statements: readonly PolicyStatement[];
  readonly revisionId: string;
}

export interface LambdaState {
  readonly functions: Collection<LambdaFunction>;
  /** By `name:version`, the version padded so that they sort. */
  readonly versions: Collection<FunctionVersion>;
  /** By `name:alias`. */
  readonly aliases: Collection<Alias>;
  /** By `name:qualifier`. */
  readonly eventInvokeConfigs: Collection<EventInvokeConfig>;
  /** By `name:qualifier`; the qualifier is empty for the function itself. */
  readonly policies: Collection<ResourcePolicy>;
}

export function openLambdaState(store: Store): LambdaState {
  return {
    functions: store.collection("lambda.functions"),
    versions: store.collection("lambda.versions"),
    aliases: store.collection("lambda.aliases"),
    eventInvokeConfigs: store.collection("lambda.event-invoke-configs"),
    policies: store.collection("lambda.policies"),
  };
}

export function versionKey(name: string, version: string): string {
  return `${name}:${version.padStart(12, "0")}`;
}
