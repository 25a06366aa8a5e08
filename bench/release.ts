import { type StageName, stageNames } from "../cli/follow/stages.ts";
import type { Target } from "../cli/target/target.ts";
import { startEverything } from "./everything.ts";
import type { Row } from "./row.ts";
import { type ExampleVersion, type ReleaseTimes, timeRelease } from "./timed-release.ts";

/** The first loads the functions, the second replaces a live colour: both are unlike those that follow. */
const WARM_UP = 2;
const REUSED_CONTENT = "always the same";

interface Series {
  readonly name: string;
  readonly count: number;
  readonly versionAt: (index: number) => ExampleVersion;
}

/**
 * Seconds from publish to served-and-audited of the example: after a warm-up, `count` releases that each have to bake,
 * then `count` that reuse an image, and how they split over the stages.
 */
export async function benchRelease(options: {
  readonly count: number;
  readonly signal: AbortSignal;
}): Promise<Row[]> {
  const { count, signal } = options;
  const { target, stop } = await startEverything(signal);
  const run = (series: Series) => timeSeries(target, series, signal);
  try {
    await run({ name: "warm-up", count: WARM_UP, versionAt: (at) => versionOf("warm-up", at) });
    const built = await run({ name: "built", count, versionAt: (at) => versionOf("built", at) });
    await run({ name: "to be reused", count: 1, versionAt: (at) => reuse("base", at) });
    const reused = await run({ name: "reused", count, versionAt: (at) => reuse("reused", at) });
    requireReused(built, false);
    requireReused(reused, true);
    return [...rowsOf("release-built", built), ...rowsOf("release-reused", reused)];
  } finally {
    await stop();
  }
}

function versionOf(name: string, at: number): ExampleVersion {
  return { version: `${name}-${at}`, content: `${name} ${at}` };
}

function reuse(name: string, at: number): ExampleVersion {
  return { version: `${name}-${at}`, content: REUSED_CONTENT };
}

async function timeSeries(target: Target, series: Series, signal: AbortSignal): Promise<ReleaseTimes[]> {
  const times: ReleaseTimes[] = [];
  for (let at = 1; at <= series.count; at++) {
    signal.throwIfAborted();
    const release = await timeRelease(target, series.versionAt(at));
    console.error(`  ${series.name} ${at} of ${series.count}: ${seconds(release.totalMs).toFixed(3)} s`);
    times.push(release);
  }
  return times;
}

function requireReused(times: readonly ReleaseTimes[], expected: boolean): void {
  if (times.every(({ reused }) => reused === expected)) return;
  throw new Error(`expected every image to be ${expected ? "reused" : "built"}`);
}

function rowsOf(name: string, times: readonly ReleaseTimes[]): Row[] {
  const row = (label: string, ofRelease: (release: ReleaseTimes) => number): Row => ({
    name: label,
    unit: "s",
    values: times.map((release) => seconds(ofRelease(release))),
  });
  const stageRow = (stage: StageName) =>
    row(`${name}/${stage}`, ({ stagesMs }) => stagesMs.get(stage) ?? Number.NaN);
  return [row(name, ({ totalMs }) => totalMs), ...stageNames.map(stageRow)];
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
