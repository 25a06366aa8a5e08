import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";

/** A program as the bundler wrote it: an expression that is a function of `require`. */
export interface ProgramText {
  readonly text: string;
  /** SHA-256 of the text: V8 itself compares no more than its length. */
  readonly digest: string;
  /** What stack traces call it. */
  readonly name: string;
}

/**
 * Runs a program with what V8 compiled of it in an earlier run, which spares a short one a sixth of its processor time. Node's own
 * compile cache knows what is compiled when a module is loaded, but not the functions that are compiled when they are first called.
 * What was compiled is kept beside the program: whoever may write there could change the program itself.
 */
export function startProgram(program: ProgramText, file: string): void {
  const cacheFile = `${file}.cache`;
  const cachedData = readCompiled(cacheFile, program.digest);
  const script = new Script(program.text, {
    filename: program.name,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (script.cachedDataRejected !== false)
    process.once("exit", (code) => {
      if (code === 0) keepCompiled(cacheFile, sealed(program.digest, script.createCachedData()));
    });
  script.runInThisContext()(createRequire(file));
}

/** What was compiled, behind the program's digest and a checksum, since V8 looks for no damage. */
function sealed(digest: string, compiled: Buffer): Buffer {
  return Buffer.concat([Buffer.from(digest + checksumOf(compiled)), compiled]);
}

/** Undefined when nothing was kept, or for another program, or when it is damaged. V8 checks its own version and flags. */
function readCompiled(cacheFile: string, digest: string): Buffer | undefined {
  const content = readIfThere(cacheFile);
  if (content === undefined) return undefined;
  const compiled = content.subarray(digest.length + checksumLength);
  const isWhole =
    content.toString("latin1", 0, digest.length + checksumLength) === digest + checksumOf(compiled);
  return isWhole ? compiled : undefined;
}

const checksumLength = 8;

function checksumOf(compiled: Buffer): string {
  return crc32(compiled).toString(16).padStart(checksumLength, "0");
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whole or not at all; the work is done by then, and does not fail with it. */
function keepCompiled(cacheFile: string, content: Buffer): void {
  const unfinished = `${cacheFile}.${process.pid}`;
  try {
    writeFileSync(unfinished, content, { mode: 0o600, flush: true });
    renameSync(unfinished, cacheFile);
  } catch (error) {
    rmSync(unfinished, { force: true });
    console.error(`what was compiled could not be kept: ${String(error)}`);
  }
}
