import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { SFNClient } from "@aws-sdk/client-sfn";

/** A service in a process of its own that can be killed and started again on the same folder. */
export interface Victim {
  readonly sfn: SFNClient;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts the service on a folder, on a free port. */
export async function startVictim(dataDir: string): Promise<Victim> {
  const child = fork(path.join(import.meta.dirname, "serve.ts"), [dataDir], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [{ endpoint, accessKeyId, secretAccessKey }] = await once(child, "message");
  const credentials = { accessKeyId, secretAccessKey };
  const sfn = new SFNClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  return { sfn, kill: () => kill(child, sfn) };
}

async function kill(child: ChildProcess, sfn: SFNClient): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
  sfn.destroy();
}
