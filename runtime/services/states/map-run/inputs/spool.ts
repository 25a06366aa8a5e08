import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { Failure, type Outcome } from "../../../../asl/failure.ts";
import { makePrivateFolder } from "../../../../storage/private-files.ts";
import { openBytes, sealBytes } from "../../../../storage/sealed-bytes.ts";
import type { ChildWork } from "../child-work.ts";
import type { Inputs } from "./inputs.ts";

const BUFFERED_CHARACTERS = 262_144;

/** A file of inputs, and the key that they are encrypted under. */
export interface Spool {
  readonly file: string;
  readonly key: Uint8Array;
}

/**
 * Writes inputs to a file, one a line after the number of items in it, each encrypted. The file gets its name when it is whole and on
 * disk, so that one that is there can be trusted; nothing is left of one that ended with a failure.
 */
export async function writeSpool(
  { file, key }: Spool,
  work: AsyncIterable<Outcome<ChildWork>>,
): Promise<Failure | undefined> {
  makePrivateFolder(path.dirname(file));
  const part = `${file}.part`;
  const descriptor = openSync(part, "w", 0o600);
  try {
    const failure = await writeLines({ descriptor, key }, work);
    if (failure !== undefined) return failure;
    fsyncSync(descriptor);
    renameSync(part, file);
    syncFolder(path.dirname(file));
    return undefined;
  } finally {
    closeSync(descriptor);
    rmSync(part, { force: true });
  }
}

async function writeLines(
  { descriptor, key }: { readonly descriptor: number; readonly key: Uint8Array },
  work: AsyncIterable<Outcome<ChildWork>>,
): Promise<Failure | undefined> {
  let pending = "";
  for await (const child of work) {
    if (child instanceof Failure) return child;
    const sealed = sealBytes(key, Buffer.from(JSON.stringify(child.input)));
    pending += `${child.itemCount} ${sealed.toString("base64")}\n`;
    if (pending.length < BUFFERED_CHARACTERS) continue;
    writeSync(descriptor, pending);
    pending = "";
  }
  writeSync(descriptor, pending);
  return undefined;
}

/** A new name in a folder is safe only once the folder is. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Inputs that are read from such a file when they are asked for; only where each begins is held in memory. */
export async function openSpool({ file, key }: Spool): Promise<Inputs> {
  const { starts, itemCount } = await indexLines(file);
  const descriptor = openSync(file, "r");
  let isOpen = true;
  return {
    length: starts.length - 1,
    itemCount,
    at(index) {
      const [start, end] = [starts[index], starts[index + 1]];
      if (start === undefined || end === undefined) throw new Error(`there is no input ${index} in ${file}`);
      return parseLine(readBytes(descriptor, { start, length: end - start - 1 }), key);
    },
    close({ forget }) {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
      if (forget) rmSync(file, { force: true });
    },
  };
}

function readBytes(descriptor: number, span: Readonly<{ start: number; length: number }>): string {
  const bytes = Buffer.allocUnsafe(span.length);
  let read = 0;
  while (read < span.length) {
    const count = readSync(descriptor, bytes, read, span.length - read, span.start + read);
    if (count === 0) throw new Error("a file of inputs ends too early");
    read += count;
  }
  return bytes.toString("latin1");
}

function parseLine(line: string, key: Uint8Array): ChildWork {
  const space = line.indexOf(" ");
  const plain = openBytes(key, Buffer.from(line.slice(space + 1), "base64"));
  return { itemCount: Number(line.slice(0, space)), input: JSON.parse(plain.toString()) };
}

const LINE_BREAK = 0x0a;
const SPACE = 0x20;
const ZERO = 0x30;

/** Where each line starts, and where the last one ends; and the sum of the numbers before the lines' spaces. */
async function indexLines(file: string): Promise<{ starts: number[]; itemCount: number }> {
  const starts = [0];
  let position = 0;
  let itemCount = 0;
  let number: number | undefined = 0;
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
    for (const byte of piece) {
      position += 1;
      if (byte === LINE_BREAK) {
        starts.push(position);
        number = 0;
      } else if (number !== undefined && byte === SPACE) {
        itemCount += number;
        number = undefined;
      } else if (number !== undefined) number = number * 10 + byte - ZERO;
    }
  }
  return { starts, itemCount };
}
