import { startEmbeddedAws } from "../../runtime/kernel/embedded-aws.ts";
import { createLog } from "../../runtime/kernel/log.ts";
import { createStates } from "../../runtime/services/states/service.ts";
import { scriptedLambda } from "../support/states.ts";

/** A process to be killed: Step Functions on the folder that is its first argument, with a function that echoes. */
const [dataDir = ""] = process.argv.slice(2);
const log = createLog((line) => process.stderr.write(line), Date.now);
const echo = scriptedLambda(({ payload }) => ({ echoed: payload }));
const aws = await startEmbeddedAws({
  services: [createStates, echo],
  dataDir,
  port: 0,
  log: { ...log, info: () => {} },
});
const { accessKeyId, secretAccessKey } = aws.runtime.credentials.administrator();
process.send?.({ endpoint: aws.endpoint, accessKeyId, secretAccessKey });
