import type http from "node:http";
import type { AddressInfo } from "node:net";
import { createAwsServer } from "../protocol/server.ts";
import { machineKey } from "../storage/machine-key.ts";
import { openSqliteStore } from "../storage/sqlite-store.ts";
import { createStorageHealth } from "../storage/storage-health.ts";
import { type Clock, systemClock } from "./clock.ts";
import { createCredentialIssuer } from "./credentials.ts";
import { allowAuthenticated, createDispatcher } from "./dispatcher.ts";
import { createEventBus } from "./event-bus.ts";
import type { Log } from "./log.ts";
import type { Runtime, Service, ServiceFactory } from "./service.ts";

/** How to start an embedded AWS. Port 0 takes a free one. */
export interface EmbeddedAwsOptions {
  readonly services: readonly ServiceFactory[];
  readonly dataDir: string;
  readonly port: number;
  readonly log: Log;
  readonly accountId?: string;
  readonly region?: string;
  readonly clock?: Clock;
  /** Told when state can no longer be written: nothing is acknowledged from then on. */
  readonly onStoreFailure?: (error: Error) => void;
}

/** A running embedded AWS. */
export interface EmbeddedAws {
  readonly runtime: Runtime;
  readonly endpoint: string;
  /** Stops services in the reverse order of their start, closes the port and the store. */
  stop(): Promise<void>;
}

/**
 * Opens the store, makes the services, opens the port on 127.0.0.1, then lets the services resume what was under way.
 * Rejects with `StorageLockedError` or the system's `EADDRINUSE`, with nothing left half started.
 */
export async function startEmbeddedAws(options: EmbeddedAwsOptions): Promise<EmbeddedAws> {
  const { log, clock = systemClock, accountId = "000000000000", region = "us-east-1" } = options;
  const health = createStorageHealth((error) => {
    log.error("State can no longer be written: nothing is acknowledged any more", { error });
    options.onStoreFailure?.(error);
  });
  const store = openSqliteStore(options.dataDir, health.failed);
  const services = new Map<string, Service>();
  const dispatcher = createDispatcher(services, { region, authorize: allowAuthenticated });
  const key = machineKey(options.dataDir, "credentials");
  const credentials = createCredentialIssuer({ key, accountId, clock });
  let endpoint = "";
  const runtime: Runtime = {
    accountId,
    region,
    dataDir: options.dataDir,
    endpoint: () => endpoint,
    clock,
    store,
    aws: dispatcher,
    events: createEventBus((error) => log.error("An event listener failed", { error })),
    credentials,
    log,
    storageFailed: health.failed,
  };
  const committed = health.guard(store.committed);
  const server = createAwsServer({
    services,
    dispatcher,
    credentials,
    clock,
    store: { ...store, committed },
    log,
  });
  try {
    for (const create of options.services) register(services, create(runtime));
    const port = await listen(server, options.port);
    endpoint = `http://127.0.0.1:${port}`;
    for (const service of services.values()) await service.start?.();
  } catch (error) {
    await stopAll(server, services);
    await store.close();
    throw error;
  }
  return {
    runtime,
    endpoint,
    async stop() {
      await stopAll(server, services);
      await store.close();
    },
  };
}

function register(services: Map<string, Service>, service: Service): void {
  if (services.has(service.signingName)) throw new Error(`Two services are named ${service.signingName}`);
  services.set(service.signingName, service);
}

function listen(server: http.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function stopAll(server: http.Server, services: ReadonlyMap<string, Service>): Promise<void> {
  server.close();
  for (const service of [...services.values()].reverse()) await service.stop?.();
  server.closeAllConnections();
}
