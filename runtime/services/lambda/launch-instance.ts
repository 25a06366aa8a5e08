import { randomBytes } from "node:crypto";
import { roleCaller } from "../../kernel/credentials.ts";
import type { Runtime } from "../../kernel/service.ts";
import type { CodeStore } from "./code-store.ts";
import { instanceEnvironment } from "./environment.ts";
import { type FunctionInstance, startInstance } from "./instance.ts";
import { createInstanceLog, type InstanceLog } from "./instance-log.ts";
import { createLogWriter, type LogWriter } from "./log-writer.ts";
import type { FunctionVersion } from "./state.ts";

/** One call of a function, with all that decides how it runs. */
export interface PooledInvocation {
  readonly version: FunctionVersion;
  /** Environment variables in clear. */
  readonly variables: Readonly<Record<string, string>>;
  readonly invokedFunctionArn: string;
  readonly payload: string;
  readonly clientContext: unknown;
  readonly requestId: string;
  readonly reservedConcurrency: number | undefined;
}

export interface LaunchOptions {
  readonly runtime: Runtime;
  readonly code: CodeStore;
}

/** An instance with the log of its own, and until when its credentials let it be reused. */
export interface LaunchedInstance {
  readonly instance: FunctionInstance;
  readonly log: InstanceLog;
  readonly writer: LogWriter;
  readonly reusableUntilMs: number;
}

/** An instance is replaced this long before its credentials end. */
const CREDENTIAL_MARGIN_MS = 5 * 60_000;

/** Starts an instance for a version of a function: as a session of its role, with a log stream of its own. */
export function launchInstance(
  { runtime, code }: LaunchOptions,
  { version, variables }: PooledInvocation,
  onEnd: () => void,
): LaunchedInstance {
  const session = { roleArn: version.role, sessionName: version.name };
  const credentials = runtime.credentials.issueForRole(session);
  const stream = logStreamName(runtime.clock.now(), version.version);
  const writer = createLogWriter({ runtime, group: version.logGroup, stream, caller: roleCaller(session) });
  const log = createInstanceLog(writer);
  const root = code.directory(version.codeSha256);
  log.initStart(version.runtime.replace("nodejs", "nodejs:").replace(".x", ""));
  const instance = startInstance({
    clock: runtime.clock,
    root,
    compileCacheDir: code.compileCacheDir,
    handler: version.handler,
    functionName: version.name,
    functionVersion: version.version,
    memoryMb: version.memoryMb,
    timeoutMs: version.timeoutSeconds * 1000,
    logGroupName: version.logGroup,
    logStreamName: stream,
    callbacksRemoved: version.runtime === "nodejs24.x",
    environment: instanceEnvironment({ runtime, version, variables, credentials, root, stream }),
    onLog: (text, whole) => log.output(text, whole),
    onEnd,
  });
  const reusableUntilMs = credentials.expirationMs - CREDENTIAL_MARGIN_MS - version.timeoutSeconds * 1000;
  return { instance, log, writer, reusableUntilMs };
}

function logStreamName(nowMs: number, version: string): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}
