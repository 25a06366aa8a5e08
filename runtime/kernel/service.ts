import type { Store } from "../storage/store.ts";
import type { Caller } from "./caller.ts";
import type { Clock } from "./clock.ts";
import type { EventBus } from "./event-bus.ts";
import type { Log } from "./log.ts";

/** What an operation may know of the request it serves. */
export interface RequestContext {
  readonly caller: Caller;
  readonly region: string;
  readonly requestId: string;
}

/**
 * One operation of one service. The input has the SDK's shape (`PublishCommandInput` …: Date for timestamps,
 * Uint8Array for blobs), the output too, without `$metadata`. Throws `AwsError` to refuse.
 */
// biome-ignore lint/suspicious/noExplicitAny: the table of a service mixes operations of many shapes; each is typed where it is written.
export type Operation<Input = any, Output = any> = (
  input: Input,
  context: RequestContext,
) => Output | Promise<Output>;

/** The wire protocols of the services, by AWS's own names. */
export type ProtocolName = "awsJson1.0" | "awsJson1.1" | "awsQuery" | "ec2Query" | "restJson1" | "restXml";

/** An emulated AWS service: its operations, and the shapes that the AWS SDK itself publishes for them. */
export interface Service {
  /** The name in SigV4's credential scope, which requests are routed by: `sns`, `states`, `elasticloadbalancing` … */
  readonly signingName: string;
  readonly protocol: ProtocolName;
  /** The namespace of the SDK's client package (`import * as sdk from "@aws-sdk/client-sns"`): holds the schemas. */
  readonly sdk: object;
  /** Operation name → implementation. An operation that is not in the table is answered as unsupported, by name. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** After every service exists and the port is open: resume what was under way. */
  readonly start?: () => Promise<void> | void;
  /** Before the store closes. */
  readonly stop?: () => Promise<void> | void;
}

/** A call from one service to another inside the process. Goes through the same authorization as one over the wire. */
export interface AwsCalls {
  /** `call("kms", "Encrypt", input, caller)`: service by its signing name; rejects with `AwsError`. */
  // biome-ignore lint/suspicious/noExplicitAny: the output's type is named by the call, as with the SDK's own send().
  call<Output = any>(service: string, operation: string, input: object, caller: Caller): Promise<Output>;
  /** Whether the service and the operation exist here. */
  supports(service: string, operation: string): boolean;
}

/** What every service is given. */
export interface Runtime {
  readonly accountId: string;
  readonly region: string;
  /** Folder for files that are no database rows (objects, instance roots); created on demand by its user. */
  readonly dataDir: string;
  /** `http://127.0.0.1:4566`: known once the port is open, so read it when a request is served, not before. */
  endpoint(): string;
  readonly clock: Clock;
  readonly store: Store;
  readonly aws: AwsCalls;
  readonly events: EventBus;
  readonly credentials: CredentialIssuer;
  readonly log: Log;
  /** Told once when durable state can no longer be written: the process is to end, and say why. */
  readonly storageFailed: (error: Error) => void;
}

/** Temporary credentials as STS hands them out. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expirationMs: number;
}

/** Issues and resolves credentials; the STS service and the signature check share it. */
export interface CredentialIssuer {
  /** Credentials of a session of a role, as AssumeRole gives. `durationSeconds` defaults to 3600. */
  issueForRole(options: {
    roleArn: string;
    sessionName: string;
    durationSeconds?: number;
  }): IssuedCredentials;
  /** The secret and identity behind an access key id and its session token; undefined when unknown or expired. */
  resolve(
    accessKeyId: string,
    sessionToken?: string,
  ): { readonly secretAccessKey: string; readonly caller: Caller } | undefined;
  /** The long-lived administrator's credentials that `repave env` prints; made on first start and kept. */
  administrator(): { accessKeyId: string; secretAccessKey: string; caller: Caller };
}

export type ServiceFactory = (runtime: Runtime) => Service;
