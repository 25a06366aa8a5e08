import { readFileSync } from "node:fs";

/** How much of a write-ahead log SQLite takes up again, and whether what follows is more than a torn end. */
export interface LogReading {
  /** Frames up to the last whole commit. */
  readonly wholeFrames: number;
  /** Commits behind the first broken frame that were on the disk before the last one was begun. */
  readonly lostCommits: number;
}

const HEADER_BYTES = 32;
const HEADER_SUM_AT = 24;
const FRAME_HEADER_BYTES = 24;
const FRAME_SUM_AT = 16;
const USUAL_PAGE_BYTES = 4096;
const MAGIC = 0x377f0682;

/**
 * Reads a log as SQLite recovers it (https://www.sqlite.org/fileformat2.html#the_write_ahead_log): up to the first frame whose salt
 * or checksum does not fit. A crash can break the last transaction only, since each was synced before the next: when commits of
 * this log follow on it, something else has damaged it, and SQLite would drop them without a word.
 */
export function readLog(file: string): LogReading {
  const log = readIfThere(file);
  if (log === undefined || log.length < HEADER_BYTES) return { wholeFrames: 0, lostCommits: 0 };
  const sum = createChecksum((log.readUInt32BE(0) & 1) === 1);
  sum.add(log.subarray(0, HEADER_SUM_AT));
  const hasHeader = (log.readUInt32BE(0) & ~1) === MAGIC && sum.matches(log, HEADER_SUM_AT);
  const frames = framesOf(log, hasHeader);
  const broken = hasHeader ? frames.findIndex((frame) => !isIntact(frame, sum)) : 0;
  const intact = broken === -1 ? frames.length : broken;
  const wholeFrames = 1 + frames.slice(0, intact).findLastIndex(({ isCommit }) => isCommit);
  return { wholeFrames, lostCommits: countLost(frames.slice(intact)) };
}

interface Frame {
  readonly bytes: Buffer;
  /** Written since the log was last begun anew. */
  readonly isCurrent: boolean;
  readonly isCommit: boolean;
}

/** All places of frames in the file. The header has their salt and size; when it is broken, the first frame must do. */
function framesOf(log: Buffer, hasHeader: boolean): Frame[] {
  const pageBytes = hasHeader ? log.readUInt32BE(8) : USUAL_PAGE_BYTES;
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  const salt = hasHeader ? log.subarray(16, 24) : log.subarray(HEADER_BYTES + 8, HEADER_BYTES + 16);
  const frames: Frame[] = [];
  for (let at = HEADER_BYTES; at + frameBytes <= log.length; at += frameBytes) {
    const bytes = log.subarray(at, at + frameBytes);
    frames.push({
      bytes,
      isCurrent: bytes.subarray(8, 16).equals(salt),
      isCommit: bytes.readUInt32BE(4) !== 0,
    });
  }
  return frames;
}

function isIntact({ bytes, isCurrent }: Frame, sum: Checksum): boolean {
  if (!isCurrent) return false;
  sum.add(bytes.subarray(0, 8));
  sum.add(bytes.subarray(FRAME_HEADER_BYTES));
  return sum.matches(bytes, FRAME_SUM_AT);
}

/** One commit may be that of the torn transaction; every one that has a frame of this log behind it was whole once. */
function countLost(frames: readonly Frame[]): number {
  const last = frames.findLastIndex(({ isCurrent }) => isCurrent);
  return frames.slice(0, Math.max(0, last)).filter(({ isCurrent, isCommit }) => isCurrent && isCommit).length;
}

interface Checksum {
  add(bytes: Buffer): void;
  /** Whether the eight bytes at an offset are the sum so far. */
  matches(bytes: Buffer, offset: number): boolean;
}

/** SQLite's running checksum over pairs of 32-bit words. */
function createChecksum(bigEndian: boolean): Checksum {
  let first = 0;
  let second = 0;
  return {
    add(bytes) {
      const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let at = 0; at < bytes.length; at += 8) {
        first = (first + words.getUint32(at, !bigEndian) + second) | 0;
        second = (second + words.getUint32(at + 4, !bigEndian) + first) | 0;
      }
    },
    matches: (bytes, offset) =>
      bytes.readInt32BE(offset) === first && bytes.readInt32BE(offset + 4) === second,
  };
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
