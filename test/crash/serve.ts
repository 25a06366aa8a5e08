import module from "node:module";
import { killAtCommit } from "./commit-fault.ts";

module.enableCompileCache();
const { startEmbeddedAws } = await import("../../runtime/kernel/embedded-aws.ts");
const { createLog } = await import("../../runtime/kernel/log.ts");
const { createStates } = await import("../../runtime/services/states/service.ts");
const { scriptedLambda } = await import("../support/states.ts");

/**
 * A process to be killed: Step Functions on the folder that is its first argument, with functions of its own. `CRASH_AT`
 * names the commit that it dies at. A task token is passed on to the parent, which answers it.
 */
const functions: Readonly<Record<string, (payload: Record<string, unknown>) => unknown>> = {
  echo: (payload) => ({ echoed: payload }),
  ask: (asked) => void process.send?.({ asked }),
  flaky({ retryCount, ...rest }) {
    if (retryCount === 0) throw Object.assign(new Error("not yet"), { name: "Flaky" });
    return { echoed: rest };
  },
};

const [dataDir = ""] = process.argv.slice(2);
if (process.env.CRASH_AT !== undefined) killAtCommit(process.env.CRASH_AT);
const log = createLog((line) => process.stderr.write(line), Date.now);
const lambda = scriptedLambda(({ functionName, payload }) => functions[functionName]?.(payload));
const aws = await startEmbeddedAws({
  services: [createStates, lambda],
  dataDir,
  port: 0,
  log: { ...log, info: () => {} },
});
const { accessKeyId, secretAccessKey } = aws.runtime.credentials.administrator();
process.send?.({ endpoint: aws.endpoint, accessKeyId, secretAccessKey });
process.on("disconnect", () => process.exit(0));
