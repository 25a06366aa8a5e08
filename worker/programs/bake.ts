// What a tooling instance runs for the stage Bakery.

import { bake } from "../platform/bake/bake.ts";
import { runWorker } from "../run-worker.ts";

void runWorker("bake", bake);
