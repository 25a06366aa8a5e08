import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { followRelease } from "../../../cli/follow/follow-release.ts";
import type { ReleaseProgress } from "../../../cli/follow/stages.ts";
import { readRuntimeFile } from "../../../cli/target/runtime-file.ts";
import { resolveTarget, type Target } from "../../../cli/target/target.ts";
import { type Ended, freePort, type Running, repave, start } from "./repave.ts";

/** `repave up`, as it stays up. */
export interface Up {
  readonly dataDir: string;
  readonly port: number;
  readonly running: Running;
  readonly target: Target;
  /** The process id of the embedded AWS. */
  runtimePid(): Promise<number>;
  /** Runs `repave` against it. */
  repave(...words: string[]): Promise<Ended>;
  /** Releases a folder to dev without the CLI's own checks, and gives how the release ended. */
  release(folder: string, version: string, ...words: string[]): Promise<EndedRelease>;
  /** Releases a folder without the CLI's own checks, and gives the release's id without waiting for it. */
  publish(folder: string, version: string, environment?: string): Promise<string>;
  /** Waits for a release's end; throws when it does not succeed. */
  follow(release: string): Promise<ReleaseProgress>;
  /** As Ctrl-C. */
  stop(): Promise<Ended>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

export interface EndedRelease {
  readonly release: string;
  readonly progress: ReleaseProgress;
}

/** Starts everything, with the example released, and waits until it stays up. */
export async function startUp(
  options: { readonly dataDir?: string; readonly port?: number } = {},
): Promise<Up> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), "repave-up-"));
  const port = options.port ?? (await freePort());
  const place = ["--data-dir", dataDir];
  const running = start(process.execPath, ["bin/repave.mjs", "up", "--port", String(port), ...place]);
  await running.says(/Ctrl-C stops everything/);
  const target = await resolveTarget({ dataDir });
  const stop = () => {
    running.child.kill("SIGINT");
    return running.ended;
  };
  return {
    dataDir,
    port,
    running,
    target,
    runtimePid: async () => (await readRuntimeFile(dataDir))?.pid ?? 0,
    repave: (...words) => repave(...words, ...place),
    release: (folder, version, ...words) =>
      release(target, ["release", folder, "--env", "dev", "--version", version, ...words, ...place]),
    publish: (folder, version, environment = "dev") =>
      publish(["release", folder, "--env", environment, "--version", version, ...place]),
    follow: (release) => followToSuccess(target, release),
    stop,
    async remove() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function release(target: Target, words: readonly string[]): Promise<EndedRelease> {
  const id = await publish(words);
  return { release: id, progress: await followRelease({ target, release: id, onProgress: () => {} }) };
}

async function followToSuccess(target: Target, release: string): Promise<ReleaseProgress> {
  const progress = await followRelease({ target, release, onProgress: () => {} });
  if (progress.status === "SUCCEEDED") return progress;
  throw new Error(`${release} ${progress.status}: ${progress.error} ${progress.cause}`);
}

async function publish(words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await repave(...words, "--no-check", "--no-watch");
  if (code !== 0) throw new Error(`repave release ended with ${code}: ${stderr}`);
  return stdout.trim();
}
