import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { projectRoot } from "../project-root.ts";
import { readRuntimeFile } from "../target/runtime-file.ts";
import { canListen, findProgram } from "./probe.ts";

/** One thing that was looked for. `missing` stops repave from working; `note` does not. */
export interface Check {
  readonly name: string;
  readonly status: "ok" | "note" | "missing";
  readonly found: string;
  readonly advice?: string;
}

interface Place {
  readonly port: number;
  readonly dataDir: string;
}

const NEEDED_DISK_BYTES = 500 * 1024 ** 2;

/** Looks for everything that repave uses; changes nothing. */
export async function examine(place: Place): Promise<Check[]> {
  const tools = [
    program({
      name: "npm",
      words: ["--version"],
      advice: "Install npm: it comes with Node.js.",
      needed: true,
    }),
    program({
      name: "git",
      words: ["--version"],
      advice: "Install git: releases note their commit.",
      needed: false,
    }),
    program({
      name: "bwrap",
      words: ["--version"],
      advice: "Optional: with bubblewrap installed, instances and commands run in a sandbox.",
      needed: false,
    }),
    program({ name: "aws", words: ["--version"], advice: "Optional: pip install awscli", needed: false }),
  ];
  return Promise.all([
    nodeCheck(),
    ...tools,
    modulesCheck(),
    diskCheck(place),
    memoryCheck(),
    portCheck(place),
    runtimeCheck(place),
  ]);
}

function nodeCheck(): Check {
  return { name: "Node.js", status: "ok", found: `${process.versions.node} (${process.execPath})` };
}

async function program(wanted: {
  readonly name: string;
  readonly words: readonly string[];
  readonly advice: string;
  readonly needed: boolean;
}): Promise<Check> {
  const version = await findProgram(wanted.name, wanted.words);
  if (version !== undefined) return { name: wanted.name, status: "ok", found: version };
  return {
    name: wanted.name,
    status: wanted.needed ? "missing" : "note",
    found: "not found",
    advice: wanted.advice,
  };
}

function modulesCheck(): Check {
  const complete = existsSync(join(projectRoot, "node_modules", "osls"));
  if (complete) return { name: "packages", status: "ok", found: "installed" };
  return { name: "packages", status: "missing", found: "not installed", advice: "Run: npm ci" };
}

async function diskCheck({ dataDir }: Place): Promise<Check> {
  const { bavail, bsize } = await statfs(nearestExisting(resolve(dataDir)));
  const freeBytes = bavail * bsize;
  const found = `${(freeBytes / 1024 ** 3).toFixed(1)} GB free`;
  if (freeBytes >= NEEDED_DISK_BYTES) return { name: "disk", status: "ok", found };
  return {
    name: "disk",
    status: "missing",
    found,
    advice: "Free at least 0.5 GB, or use another --data-dir.",
  };
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function memoryCheck(): Check {
  const gigabytes = totalmem() / 1024 ** 3;
  const found = `${gigabytes.toFixed(1)} GB`;
  if (gigabytes >= 1) return { name: "memory", status: "ok", found };
  return {
    name: "memory",
    status: "note",
    found,
    advice: "1 GB or more keeps builds and instances comfortable.",
  };
}

async function portCheck(place: Place): Promise<Check> {
  const name = `port ${place.port}`;
  const runtime = await readRuntimeFile(place.dataDir);
  if (runtime?.endpoint.endsWith(`:${place.port}`))
    return { name, status: "ok", found: "the runtime listens" };
  if (await canListen(place.port)) return { name, status: "ok", found: "free" };
  const advice = `Stop what listens there, or use another: npm start -- --port ${place.port + 1}`;
  return { name, status: "missing", found: "taken by another program", advice };
}

async function runtimeCheck({ dataDir }: Place): Promise<Check> {
  const runtime = await readRuntimeFile(dataDir);
  if (runtime === undefined)
    return { name: "runtime", status: "note", found: "not running", advice: "Start it: npm start" };
  const answers = await fetch(runtime.endpoint).then(
    () => true,
    () => false,
  );
  const found = `${runtime.endpoint} (process ${runtime.pid})`;
  if (answers) return { name: "runtime", status: "ok", found };
  return {
    name: "runtime",
    status: "missing",
    found: `${found} does not answer`,
    advice: `See ${dataDir}/runtime.log`,
  };
}
