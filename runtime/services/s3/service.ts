import * as sdk from "@aws-sdk/client-s3";
import type { Operation, ServiceFactory } from "../../kernel/service.ts";
import { bucketOperations } from "./bucket-operations.ts";
import { startLifecycle } from "./lifecycle.ts";
import { objectOperations } from "./object-operations.ts";
import { type ObjectStorage, openObjectStorage } from "./object-storage.ts";

/** Amazon S3: objects on files, always encrypted under KMS data keys, with their metadata in the store. */
export const createS3: ServiceFactory = (runtime) => {
  const s3 = openObjectStorage(runtime);
  let stopLifecycle = () => {};
  return {
    signingName: "s3",
    protocol: "restXml",
    sdk,
    operations: { ...bind(s3, bucketOperations), ...bind(s3, objectOperations) },
    start() {
      stopLifecycle = startLifecycle(s3);
    },
    stop: () => stopLifecycle(),
  };
};

function bind(
  s3: ObjectStorage,
  table: Readonly<Record<string, (s3: ObjectStorage) => Operation>>,
): Record<string, Operation> {
  return Object.fromEntries(Object.entries(table).map(([name, create]) => [name, create(s3)]));
}
