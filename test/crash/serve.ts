import module from "node:module";
import { setImmediate as turn } from "node:timers/promises";
import { startEmbeddedAws } from "../../runtime/kernel/embedded-aws.ts";
import { createLog } from "../../runtime/kernel/log.ts";
import { createDynamodb } from "../../runtime/services/dynamodb/service.ts";
import { createKms } from "../../runtime/services/kms/service.ts";
import { createS3 } from "../../runtime/services/s3/service.ts";
import { createSns } from "../../runtime/services/sns/service.ts";
import { createSqs } from "../../runtime/services/sqs/service.ts";
import { createStates } from "../../runtime/services/states/service.ts";
import { breakAnswers } from "./victim/break-answers.ts";
import { breakCommits } from "./victim/break-commits.ts";
import { createDeathWatch } from "./victim/death.ts";
import { createCrashLambda } from "./victim/functions.ts";
import type { ParentMessage, VictimMessage, VictimOrders } from "./victim/messages.ts";
import { createStoppedClock } from "./victim/stopped-clock.ts";

const QUIET_TURNS = 8;

/**
 * A process to be killed: Step Functions with queues, topics, objects, tables and functions on a folder. Its clock stands until
 * the parent moves it. Its first argument holds its orders.
 */
const { dataDir, functionsDir, nowMs, fault } = JSON.parse(process.argv[2] ?? "") as VictimOrders;
const tell = (message: VictimMessage) => process.send?.(message);
const watch = createDeathWatch(fault);
const clock = createStoppedClock(nowMs, watch);
if (fault !== undefined) {
  breakCommits(watch, fault);
  breakAnswers(watch);
}
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => {});
process.on("message", (message: ParentMessage) => obey(message));
tell({ kind: "loaded" });
const lambda = createCrashLambda({
  folder: functionsDir,
  watch,
  onCall: (call) => tell({ kind: "called", call }),
});
const log = createLog((line) => process.stderr.write(line), clock.now);
const aws = await startEmbeddedAws({
  services: [createKms, createS3, createDynamodb, createSqs, createSns, lambda, createStates],
  dataDir,
  port: 0,
  clock,
  log: { ...log, info: () => {} },
});
const { accessKeyId, secretAccessKey } = aws.runtime.credentials.administrator();
tell({ kind: "ready", endpoint: aws.endpoint, accessKeyId, secretAccessKey });

async function obey(message: ParentMessage): Promise<void> {
  if (message.kind === "keep-compiled") return module.flushCompileCache();
  if (message.kind === "end") {
    await aws.stop();
    return process.exit(0);
  }
  if (message.kind === "arm") watch.arm();
  else {
    clock.advance(message.toMs);
    await quiet();
  }
  tell({ kind: "done" });
}

/** Resolves when nothing has been on its way to the disk for some turns of the event loop. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < QUIET_TURNS; turns++) {
    await turn();
    if (process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"))) turns = 0;
  }
}
