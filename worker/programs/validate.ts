// What a tooling instance runs for the stage Validation.

import { validate } from "../platform/validate/validate.ts";
import { runWorker } from "../run-worker.ts";

void runWorker("validate", validate);
