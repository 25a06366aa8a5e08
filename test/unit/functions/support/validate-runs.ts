import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Release } from "../../../../core/release/release.ts";
import type { ValidatePayload } from "../../../../core/worker-request.ts";
import { startOrAttach } from "../../../../functions/command/start-or-attach.ts";
import { provision, releaseOf } from "./releases.ts";
import { startTestTables, type TestTables } from "./tables.ts";
import { createWorkerWorld } from "./worker-tools.ts";

export const validatePayload: ValidatePayload = {
  gate: 0.7,
  image: { id: "ami-1", digest: "d", recipeDigest: "r" },
  stack: provision,
  buckets: [],
  parameters: [],
  reports: { bucket: "reports", prefix: "x" },
  run: { port: 8080 },
};

/** What each test of a file finds: one set of tables for all, a world and a release of its own. */
export interface ValidateRuns {
  readonly tables: TestTables;
  readonly world: ReturnType<typeof createWorkerWorld>;
  readonly release: Release;
  /** Validation's function begins its work for the release. */
  readonly start: (taskToken: string) => ReturnType<typeof startOrAttach>;
}

/** Sets up for every test of a file that is about the command of a run. */
export function useValidateRuns(): ValidateRuns {
  let tables: TestTables;
  let world = createWorkerWorld();
  let count = 0;
  let release = releaseOf("m-0");
  beforeAll(async () => {
    tables = await startTestTables();
  });
  afterAll(() => tables.stop());
  beforeEach(() => {
    count += 1;
    release = releaseOf(`m-${count}`);
    world = createWorkerWorld();
  });
  const place = { account: "000000000000", region: "us-east-1" };
  return {
    get tables() {
      return tables;
    },
    get world() {
      return world;
    },
    get release() {
      return release;
    },
    start: (taskToken) =>
      startOrAttach(world.tools(tables), {
        ...{ stage: "validate", release, taskToken },
        prepare: async () => ({ place, payload: validatePayload }),
      }),
  };
}
