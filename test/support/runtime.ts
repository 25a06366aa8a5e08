import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Clock } from "../../runtime/kernel/clock.ts";
import { type EmbeddedAws, startEmbeddedAws } from "../../runtime/kernel/embedded-aws.ts";
import { createLog, type Log } from "../../runtime/kernel/log.ts";
import type { Runtime, ServiceFactory } from "../../runtime/kernel/service.ts";

export interface TestRuntimeOptions {
  readonly services: readonly ServiceFactory[];
  /** A folder to keep; by default a temporary one that `stop` removes. */
  readonly dataDir?: string;
  readonly clock?: Clock;
  /** Where the runtime's log goes; by default warnings and errors to stderr. */
  readonly log?: Log;
}

export interface TestRuntime {
  readonly endpoint: string;
  readonly dataDir: string;
  readonly runtime: Runtime;
  /** Spread into any SDK client's configuration. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  stop(): Promise<void>;
  /** Stops, and starts again on the same folder (another port). */
  restart(): Promise<TestRuntime>;
}

/** An embedded AWS with some services on a free port, for tests that go through the real SDK clients. */
export async function startTestRuntime(options: TestRuntimeOptions): Promise<TestRuntime> {
  const dataDir = options.dataDir ?? makeDataDir();
  const aws = await startEmbeddedAws({
    services: options.services,
    dataDir,
    port: 0,
    log: options.log ?? quietLog,
    ...(options.clock && { clock: options.clock }),
  });
  return {
    endpoint: aws.endpoint,
    dataDir,
    runtime: aws.runtime,
    clientConfig: clientConfig(aws),
    async stop() {
      await aws.stop();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
    async restart() {
      await aws.stop();
      return startTestRuntime({ ...options, dataDir });
    },
  };
}

/** Passable for the users of instances, as the data folder of `repave up` is. */
function makeDataDir(): string {
  const dataDir = mkdtempSync(path.join(tmpdir(), "repave-test-"));
  chmodSync(dataDir, 0o711);
  return dataDir;
}

function clientConfig(aws: EmbeddedAws): TestRuntime["clientConfig"] {
  const { accessKeyId, secretAccessKey } = aws.runtime.credentials.administrator();
  return {
    endpoint: aws.endpoint,
    region: aws.runtime.region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  };
}

const loud = createLog((line) => process.stderr.write(line), Date.now);
const quietLog: Log = { ...loud, info: () => {} };
