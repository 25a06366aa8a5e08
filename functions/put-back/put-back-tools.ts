import { setTimeout as wait } from "node:timers/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { createDocumentClient } from "../lambda/document-client.ts";
import { requiredVariable } from "../lambda/environment.ts";
import { createStackClients } from "../stack/stack-clients.ts";
import type { PutBackTools } from "./put-back.ts";

/** The tools from the function's environment; clients are made once an environment of the function. */
export function createPutBackTools(): PutBackTools {
  return {
    ...createStackClients(),
    dynamo: createDocumentClient(),
    s3: new S3Client({}),
    ssm: new SSMClient({}),
    table: requiredVariable("RUNS_TABLE"),
    wait,
    now: Date.now,
  };
}
