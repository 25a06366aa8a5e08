// Starts processes for the runtime, of which it is a child; ends when the runtime does.

import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { signal } from "../leftover-processes.ts";
import { identifyProcess, membersOf } from "../process-table.ts";
import type { StarterReport, StarterRequest } from "./messages.ts";

type Started = ChildProcess & { readonly pid: number };

const running = new Map<number, Started>();

function start({ id, launch }: Extract<StarterRequest, { type: "start" }>): void {
  const child = spawn(launch.file, launch.args, {
    cwd: launch.cwd,
    env: launch.environment,
    detached: true,
    ...launch.user,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.once("error", (error) => reportFailure(id, error));
  if (child.pid !== undefined) follow(id, Object.assign(child, { pid: child.pid }));
}

function follow(id: number, child: Started & ReturnType<typeof spawn>): void {
  const { pid } = child;
  running.set(id, child);
  // One that has ended already has no start time any more: nobody will have to find it again.
  report({ type: "started", id, identity: identifyProcess(pid) ?? { pid, startTime: "" } });
  if (child.stdout !== null) forward(id, "stdout", child.stdout);
  if (child.stderr !== null) forward(id, "stderr", child.stderr);
  child.once("exit", (code, signalName) => {
    running.delete(id);
    // Nothing may outlive the leader: a background child would hold the pipes, and the instance, for ever.
    killSession(pid);
    child.once("close", () => report({ type: "ended", id, exit: { code, signal: signalName } }));
  });
}

function reportFailure(id: number, error: Error): void {
  report({ type: "ended", id, exit: { code: null, signal: null, error } });
}

/** Reads on when a chunk has been passed on, so that a process that prints without end waits for the runtime. */
function forward(id: number, stream: "stdout" | "stderr", output: Readable): void {
  output.on("data", (chunk: Buffer) => {
    output.pause();
    report({ type: "printed", id, stream, chunk }, () => output.resume());
  });
}

function killSession(leaderPid: number): void {
  for (const pid of membersOf(new Set([leaderPid]))) signal(pid, "SIGKILL");
}

function report(message: StarterReport, passedOn?: () => void): void {
  // Without the runtime there is nobody to tell: the channel's end ends this program.
  process.send?.(message, () => passedOn?.());
}

/** Some failures of `spawn` are thrown: a user that it may not become, a command that is too long. */
function startOrTell(request: Extract<StarterRequest, { type: "start" }>): void {
  try {
    start(request);
  } catch (error) {
    reportFailure(request.id, error as Error);
  }
}

process.on("message", (request: StarterRequest) => {
  if (request.type === "start") return startOrTell(request);
  const child = running.get(request.id);
  if (child === undefined) return;
  if (request.type === "terminate") signal(-child.pid, "SIGTERM");
  else killSession(child.pid);
});
process.once("disconnect", () => process.exit());
