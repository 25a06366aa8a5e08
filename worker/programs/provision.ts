// What a tooling instance runs for the stage Provision.

import { provision } from "../platform/provision/provision.ts";
import { runWorker } from "../run-worker.ts";

void runWorker("provision", provision);
