import { startEmbeddedAws } from "../../runtime/kernel/embedded-aws.ts";
import { createLog } from "../../runtime/kernel/log.ts";
import { createKms } from "../../runtime/services/kms/service.ts";
import { createS3 } from "../../runtime/services/s3/service.ts";

// A process of its own, so that the test can kill it with SIGKILL in the middle of its writes.
const [dataDir = ""] = process.argv.slice(2);
const log = createLog((line) => process.stderr.write(line), Date.now);
const aws = await startEmbeddedAws({ services: [createKms, createS3], dataDir, port: 0, log });
const { accessKeyId, secretAccessKey } = aws.runtime.credentials.administrator();
process.send?.({ endpoint: aws.endpoint, credentials: { accessKeyId, secretAccessKey } });
