import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { followRelease } from "../cli/follow/follow-release.ts";
import { type ReleaseProgress, stageNames } from "../cli/follow/stages.ts";
import { projectRoot } from "../cli/project-root.ts";
import { packFolder } from "../cli/release/pack.ts";
import { publishRelease } from "../cli/release/publish.ts";
import { readApplication } from "../cli/release/read-application.ts";
import { type Target, targetOf } from "../cli/target/target.ts";
import { startRuntime } from "../cli/up/runtime-process.ts";
import { median, type Row } from "./row.ts";

const RELEASES = 10;
const PORT = 4598;

/** Seconds of one release, from its publication to its execution's end, and of each stage. */
type Seconds = ReadonlyMap<string, number>;

/**
 * Seconds from publish to served and audited, over ten releases after a warm-up: each with an image of its own to bake,
 * then each with the same image. Everything goes through the deployed parts, as with `npm start`.
 */
export async function benchRelease(): Promise<Row[]> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "repave-bench-"));
  const words = ["bin/repave.mjs", "up", "--once", "--port", String(PORT), "--data-dir", dataDir];
  await promisify(execFile)(process.execPath, words, { cwd: projectRoot });
  const runtime = await startRuntime({ port: PORT, dataDir });
  try {
    const target = await targetOf("runtime", runtime.clientConfig);
    await releaseOnce(target, { version: "warm-up", mark: "warm-up" });
    const built = await series(target, (index) => ({ version: `built-${index}`, mark: `built ${index}` }));
    const reused = await series(target, (index) => ({ version: `reused-${index}`, mark: "warm-up" }));
    return [...rows("release-built", built), ...rows("release-reused", reused)];
  } finally {
    await runtime.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Version {
  readonly version: string;
  /** What is in the artifact: another mark is another recipe. */
  readonly mark: string;
}

async function series(target: Target, versionAt: (index: number) => Version): Promise<Seconds[]> {
  const all: Seconds[] = [];
  for (let index = 0; index < RELEASES; index++) all.push(await releaseOnce(target, versionAt(index)));
  return all;
}

async function releaseOnce(target: Target, { version, mark }: Version): Promise<Seconds> {
  const folder = path.join(projectRoot, "examples/hello-web");
  const application = await readApplication(folder);
  const artifact = await packWithMark(folder, mark);
  const request = { application, artifact, environment: "dev", version, requestedBy: "bench" };
  const publishedMs = Date.now();
  const release = await publishRelease(target, request);
  const progress = await followRelease({ target, release, onProgress: () => {} });
  if (progress.status !== "SUCCEEDED")
    throw new Error(`${release} ended ${progress.status}: ${progress.cause}`);
  return secondsOf(progress, publishedMs);
}

async function packWithMark(folder: string, mark: string) {
  const copy = await mkdtemp(path.join(tmpdir(), "repave-bench-app-"));
  await cp(folder, copy, { recursive: true });
  await writeFile(path.join(copy, "mark.txt"), mark);
  const artifact = await packFolder(copy);
  await rm(copy, { recursive: true });
  return artifact;
}

function secondsOf(progress: ReleaseProgress, publishedMs: number): Seconds {
  const whole = ((progress.endedMs ?? publishedMs) - publishedMs) / 1000;
  const stages = progress.stages.map(({ name, startedMs = 0, endedMs = 0 }): [string, number] => [
    `/${name}`,
    (endedMs - startedMs) / 1000,
  ]);
  return new Map([["", whole], ...stages]);
}

function rows(name: string, releases: readonly Seconds[]): Row[] {
  return ["", ...stageNames.map((stage) => `/${stage}`)].map((part) => ({
    name: `${name}${part}`,
    value: median(releases.map((seconds) => seconds.get(part) ?? 0)),
    unit: "s",
  }));
}
