import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

export const projectRoot = path.resolve(import.meta.dirname, "../../..");

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs, with what it has said so far. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  text(): string;
  /** Resolves when its output matches; rejects when it ends before. */
  says(pattern: RegExp): Promise<string>;
}

/** Runs a program as a user does: in the clone, without the shell's own AWS account, without colours. */
export function start(
  program: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Running {
  const child = spawn(program, words, { cwd: projectRoot, env: { ...userEnvironment(), ...environment } });
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
    for (const listener of listeners) listener();
  });
  const ended = once(child, "close").then(([code]): Ended => ({ code, stdout, stderr }));
  const text = () => stdout + stderr;
  return { child, ended, text, says: (pattern) => waitForText({ pattern, text, listeners, ended }) };
}

interface TextWait {
  readonly pattern: RegExp;
  readonly text: () => string;
  readonly listeners: Set<() => void>;
  readonly ended: Promise<Ended>;
}

function waitForText({ pattern, text, listeners, ended }: TextWait): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!pattern.test(text())) return;
      listeners.delete(look);
      resolve(text());
    };
    listeners.add(look);
    look();
    ended.then(() => reject(new Error(`it ended without saying ${pattern}:\n${text()}`)));
  });
}

/** Runs `repave` to its end. */
export function repave(...words: string[]): Promise<Ended> {
  return start(process.execPath, ["bin/repave.mjs", ...words]).ended;
}

function userEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|VITEST|NODE_)/.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("expected a TCP address");
  return address.port;
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "repave-e2e-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
