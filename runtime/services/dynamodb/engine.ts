import path from "node:path";
import { Worker } from "node:worker_threads";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { machineKey } from "../../storage/machine-key.ts";
import { makePrivateFolder } from "../../storage/private-files.ts";

/** The tables and items themselves: dynalite, behind a call that takes and gives DynamoDB's JSON. */
export interface Engine {
  /** Rejects with `AwsError`; a defect in dynalite is answered as InternalServerError. */
  run(operation: string, input: object): Promise<object>;
  /** Names of the tables that there were when the engine started. */
  tables(): Promise<readonly string[]>;
  close(): Promise<void>;
}

type FromWorker =
  | { ready: true; tables: readonly string[] }
  | { id: number; output?: object; refused?: { status: number; body: Refusal }; defect?: string };

interface Refusal {
  readonly __type: string;
  readonly message?: string;
  readonly Message?: string;
}

interface Pending {
  resolve(output: object): void;
  reject(error: Error): void;
}

const WORKER = new URL("./dynalite-worker.mjs", import.meta.url);

export function engineFolder({ dataDir }: Runtime): string {
  return path.join(dataDir, "dynamodb");
}

/** Starts the engine's thread on first use, and again should it ever end. Files are in `<dataDir>/dynamodb`, values encrypted. */
export function createEngine(runtime: Runtime): Engine {
  const pending = new Map<number, Pending>();
  const key = machineKey(runtime.dataDir, "dynamodb");
  let lastId = 0;
  let running: { worker: Worker; tables: Promise<readonly string[]> } | undefined;

  const start = () => {
    const folder = engineFolder(runtime);
    makePrivateFolder(folder);
    const worker = new Worker(WORKER, {
      env: {},
      execArgv: [],
      workerData: { path: folder, key, accountId: runtime.accountId, region: runtime.region },
    });
    const ready = Promise.withResolvers<readonly string[]>();
    ready.promise.catch(() => {}); // Reported to whoever waits for it.
    worker.on("message", (message: FromWorker) => {
      if ("ready" in message) return ready.resolve(message.tables);
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      if (message.output !== undefined) return waiting?.resolve(message.output);
      if (message.defect) runtime.log.error("dynalite failed", { defect: message.defect });
      waiting?.reject(message.refused ? refused(message.refused) : internalError());
    });
    worker.on("error", (error) => runtime.log.error("dynalite's thread failed", { error }));
    worker.on("exit", () => {
      running = undefined;
      ready.reject(internalError());
      for (const waiting of pending.values()) waiting.reject(internalError());
      pending.clear();
    });
    return { worker, tables: ready.promise };
  };
  const engine = () => {
    running ??= start();
    return running;
  };

  return {
    async run(operation, input) {
      const { worker, tables } = engine();
      await tables;
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
        worker.postMessage({ id, operation, input });
      });
    },
    tables: () => engine().tables,
    async close() {
      if (running === undefined) return;
      const { worker } = running;
      await new Promise((resolve) => {
        worker.once("exit", resolve);
        worker.postMessage({ close: true });
      });
    },
  };
}

function refused({ status, body }: { status: number; body: Refusal }): AwsError {
  const code = body.__type.slice(body.__type.indexOf("#") + 1);
  return new AwsError(code, body.message ?? body.Message ?? "", { status });
}

function internalError(): AwsError {
  return new AwsError("InternalServerError", "The table engine failed; the runtime's log says how.", {
    status: 500,
  });
}
