import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Call, ParentMessage, VictimMessage, VictimOrders } from "./messages.ts";

/** A service in a process of its own that can be killed and started again on the same folder. */
export interface Victim {
  readonly sfn: SFNClient;
  /** Clients of its other services, made when they are asked for. */
  sns(): SNSClient;
  sqs(): SQSClient;
  s3(): S3Client;
  dynamodb(): DynamoDBClient;
  lambda(): LambdaClient;
  isGone(): boolean;
  /** Resolves when the process is gone and all that it told has been heard. */
  readonly gone: Promise<void>;
  /** Moves its clock, and waits until it is quiet again or gone. */
  advance(toMs: number): Promise<void>;
  /** Has the fault that it was given count from now on. */
  arm(): Promise<void>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Lets it end by itself, with its state checkpointed. */
  end(): Promise<void>;
  /** Has it write down what its code was compiled to, for those after it. */
  keepCompiled(): void;
}

export interface VictimOptions {
  readonly program: string;
  readonly orders: VictimOrders;
  /** What the service's clock shows, for the dates of signatures. */
  readonly nowMs: () => number;
  readonly onCall: (call: Call) => void;
  /** Its code is loaded, it begins to open its folder. */
  readonly onLoaded?: (kill: () => void) => void;
  /** What it had to complain of; a service that is killed has no reason to. */
  readonly onComplaint: (text: string) => void;
}

type Ready = Extract<VictimMessage, { kind: "ready" }>;

/** Starts the service. Undefined when it was killed before it was ready. */
export async function startVictim(options: VictimOptions): Promise<Victim | undefined> {
  const { program, orders, onCall, onLoaded, onComplaint } = options;
  const child = fork(program, [JSON.stringify(orders)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const ready = Promise.withResolvers<Ready>();
  child.on("message", (message: VictimMessage) => {
    if (message.kind === "called") onCall(message.call);
    else if (message.kind === "ready") ready.resolve(message);
    else if (message.kind === "loaded") onLoaded?.(() => child.kill("SIGKILL"));
  });
  child.stderr?.setEncoding("utf8").on("data", onComplaint);
  const gone = Promise.all([once(child, "close"), once(child, "disconnect")]).then(() => {
    if (child.signalCode !== "SIGKILL" && child.exitCode !== 0)
      onComplaint(`it ended with ${child.signalCode ?? child.exitCode}, not by a kill`);
  });
  const first = await Promise.race([ready.promise, gone.then(() => undefined)]);
  return first === undefined ? undefined : victimOf({ child, ready: first, gone, nowMs: options.nowMs });
}

interface Parts {
  readonly child: ChildProcess;
  readonly ready: Ready;
  readonly gone: Promise<void>;
  readonly nowMs: () => number;
}

function victimOf({ child, ready, gone, nowMs }: Parts): Victim {
  const { endpoint, accessKeyId, secretAccessKey } = ready;
  const credentials = { accessKeyId, secretAccessKey };
  const configuration = {
    endpoint,
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
    disableHostPrefix: true,
  };
  const sfn = withClock(new SFNClient(configuration), nowMs);
  let isGone = false;
  const gathered = gone.then(() => {
    isGone = true;
    sfn.destroy();
  });
  const say = (message: ParentMessage) => child.connected && child.send(message, () => {});
  const ask = async (message: ParentMessage) => {
    const done = new Promise<void>((resolve) => {
      const hear = (answer: VictimMessage) => {
        if (answer.kind !== "done") return;
        child.off("message", hear);
        resolve();
      };
      child.on("message", hear);
    });
    say(message);
    await Promise.race([done, gathered]);
  };
  return {
    sfn,
    sns: () => withClock(new SNSClient(configuration), nowMs),
    sqs: () => withClock(new SQSClient(configuration), nowMs),
    s3: () => withClock(new S3Client({ ...configuration, forcePathStyle: true }), nowMs),
    dynamodb: () => withClock(new DynamoDBClient(configuration), nowMs),
    lambda: () => withClock(new LambdaClient(configuration), nowMs),
    isGone: () => isGone,
    gone: gathered,
    advance: (toMs) => ask({ kind: "advance", toMs }),
    arm: () => ask({ kind: "arm" }),
    kill() {
      child.kill("SIGKILL");
      return gathered;
    },
    end() {
      say({ kind: "end" });
      return gathered;
    },
    keepCompiled: () => void say({ kind: "keep-compiled" }),
  };
}

/** Signs with the service's time: its clock stands while the machine's goes on. */
function withClock<Client extends { readonly config: object }>(client: Client, nowMs: () => number): Client {
  Object.defineProperty(client.config, "systemClockOffset", {
    get: () => nowMs() - Date.now(),
    set: () => {},
  });
  return client;
}
