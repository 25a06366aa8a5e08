import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a running runtime writes to `<data dir>/endpoint.json` (mode 0600) for commands of the same user. */
export interface RuntimeFile {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly pid: number;
}

/** The runtime on this data folder; undefined when none has been started or its process is gone. */
export async function readRuntimeFile(dataDir: string): Promise<RuntimeFile | undefined> {
  const text = await readFile(join(dataDir, "endpoint.json"), "utf8").catch(absentAsUndefined);
  if (text === undefined) return undefined;
  const file = JSON.parse(text) as RuntimeFile;
  return isAlive(file.pid) ? file : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function absentAsUndefined(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}

/** The variables that point the AWS CLI, boto3 and every SDK at a runtime. */
export function environmentOf(runtime: Omit<RuntimeFile, "pid">): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: runtime.endpoint,
    AWS_REGION: runtime.region,
    AWS_DEFAULT_REGION: runtime.region,
    AWS_ACCESS_KEY_ID: runtime.accessKeyId,
    AWS_SECRET_ACCESS_KEY: runtime.secretAccessKey,
    // Or botocore asks for `sync-127.0.0.1` when it calls StartSyncExecution or TestState.
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
  };
}

/** What SDK clients of this process are made with. */
export function clientConfigOf(runtime: Omit<RuntimeFile, "pid">) {
  const { endpoint, region, accessKeyId, secretAccessKey } = runtime;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}
