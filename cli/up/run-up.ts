import { once as eventOf } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import pc from "picocolors";
import { findProgram } from "../doctor/probe.ts";
import type { ProgressReport } from "../follow/follow-release.ts";
import { followRelease } from "../follow/follow-release.ts";
import { type EndedRelease, outcomeOf } from "../follow/outcome.ts";
import { endingOf } from "../follow/show-release.ts";
import { stageTasks } from "../follow/stage-tasks.ts";
import type { Target } from "../target/target.ts";
import { readVersion } from "../version.ts";
import { type Board, createBoard } from "./board.ts";
import { waitForAnswer } from "./check-url.ts";
import {
  EXAMPLE_ENVIRONMENT,
  type Example,
  type LiveRelease,
  liveRelease,
  readExample,
  releaseExample,
  releasesUnderWay,
} from "./example-release.ts";
import { nextCommands } from "./next-commands.ts";
import { endedUnexpectedly } from "./runtime-failure.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import type { RuntimeProcess } from "./runtime-process.ts";
import { startAll } from "./start-all.ts";

export interface UpOptions extends RuntimeOptions {
  readonly example: string;
  readonly once: boolean;
}

const CRASH_NOTICE_MS = 300;

/** What a start has at hand. */
interface Session {
  readonly options: UpOptions;
  readonly example: Example;
  readonly signal: AbortSignal;
  readonly board: Board;
  readonly write: (text: string) => void;
}

/**
 * Starts everything, releases the example and stays up until `signal`; with `once`, until the release has ended.
 * Whatever happens, what was started is stopped again. Gives whether the release succeeded.
 */
export async function runUp(options: UpOptions, signal: AbortSignal): Promise<boolean> {
  const example = await readExample(options.example);
  const stream = options.once ? process.stderr : process.stdout;
  const write = (text: string) => void stream.write(text);
  write(await greeting());
  const board = createBoard({ stream, now: Date.now });
  const crash = Promise.withResolvers<never>();
  let starting: Promise<RuntimeProcess> | undefined;
  const onRuntime = (promise: Promise<RuntimeProcess>) => {
    starting = promise;
    const watch = ({ ended }: RuntimeProcess) =>
      ended.then((end) => crash.reject(endedUnexpectedly(end, options)));
    promise.then(watch, () => {});
  };
  try {
    const session = { options, example, signal, board, write };
    return await Promise.race([crash.promise, start(session, onRuntime), aborted(signal)]);
  } catch (error) {
    // A call that finds the runtime gone fails just before its end is known.
    throw await Promise.race([
      crash.promise.catch((reason: unknown) => reason),
      delay(CRASH_NOTICE_MS, error),
    ]);
  } finally {
    board.close();
    const runtime = await starting?.catch(() => undefined);
    if (runtime !== undefined && !options.once) write(pc.dim("\n  stopping what was started …\n"));
    await runtime?.stop();
  }
}

async function start(
  session: Session,
  onRuntime: (starting: Promise<RuntimeProcess>) => void,
): Promise<boolean> {
  const { options, board, signal } = session;
  const { target } = await startAll({ place: options, board, signal, onRuntime });
  return releaseAndStay(session, target);
}

async function releaseAndStay(session: Session, target: Target): Promise<boolean> {
  const ended = await bringExampleUp(session, target);
  session.board.close();
  if (ended !== undefined && ended.progress.status !== "SUCCEEDED") session.write(endingOf(ended.progress));
  const live = await liveRelease(target, session.example);
  if (live !== undefined) session.write(await servingText(session, live));
  if (session.options.once) {
    if (ended !== undefined) process.stdout.write(`${JSON.stringify(outcomeOf(ended))}\n`);
    return ended?.progress.status === "SUCCEEDED";
  }
  const next = nextCommands({ ...session.example, version: live?.version ?? session.example.version });
  session.write(`  AWS endpoint ${pc.cyan(target.clientConfig.endpoint ?? "")}\n\n${next}\n`);
  session.write(pc.dim("\n  Ctrl-C stops everything; npm start brings it back.\n"));
  await eventOf(session.signal, "abort");
  return true;
}

/** Follows what is under way, then releases the example unless it is live. Undefined when there was nothing to do. */
async function bringExampleUp(session: Session, target: Target): Promise<EndedRelease | undefined> {
  const { board, example, signal, options } = session;
  const onProgress = (report: ProgressReport) =>
    board.show(report.release, stageTasks(report, titleOf(report.release, example)));
  let ended: EndedRelease | undefined;
  for (const { release, startedMs } of await releasesUnderWay(target)) {
    const progress = await followRelease({ target, release, signal, onProgress });
    if (isOf(release, example)) ended = { release, publishedMs: startedMs, progress };
  }
  if (ended !== undefined) return ended;
  const live = options.once ? undefined : await liveRelease(target, example);
  if (live === undefined) return releaseExample(example, { target, signal, onProgress });
  const detail = `${example.application} ${live.version} → ${EXAMPLE_ENVIRONMENT} is live already`;
  board.show("release", [{ title: "release", state: "skipped", depth: 0, detail }]);
  return undefined;
}

function isOf(release: string, { application }: Example): boolean {
  return release.startsWith(`${application}-${EXAMPLE_ENVIRONMENT}-`);
}

function titleOf(release: string, example: Example): string {
  return isOf(release, example)
    ? `${example.application} ${example.version} → ${EXAMPLE_ENVIRONMENT}`
    : release;
}

async function servingText({ example, signal }: Session, { version, url }: LiveRelease): Promise<string> {
  const answer = await waitForAnswer(url, signal);
  const what = `${example.application} ${version}`;
  if (answer === undefined) return `\n  ${pc.red(`${what} does not answer at`)} ${url}\n`;
  const how = pc.dim(`(answered ${answer.status} in ${answer.milliseconds} ms)`);
  return `\n  ${pc.green(`${what} is serving at`)} ${pc.cyan(pc.underline(url))} ${how}\n`;
}

async function greeting(): Promise<string> {
  const sandbox = await findProgram("bwrap", ["--version"]);
  const note =
    "  note: bwrap is not installed, so instances and commands run as plain processes, without a sandbox\n";
  return `\n  ${pc.bold("repave")} ${pc.dim(`${await readVersion()} · everything on this machine`)}\n${sandbox === undefined ? pc.yellow(note) : ""}\n`;
}

/** Ends with the user's wish to stop: the usual end of what stays up. */
async function aborted(signal: AbortSignal): Promise<boolean> {
  if (!signal.aborted) await eventOf(signal, "abort");
  return true;
}
