import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import path from "node:path";
import type { Runtime } from "../../kernel/service.ts";
import { makePrivateFolder } from "../../storage/private-files.ts";
import type { BlobReference } from "./object-state.ts";

const SEGMENT_BYTES = 1_048_576;
const TAG_BYTES = 16;
const STORED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES;
/** Blobs up to this size are kept with the metadata: one commit instead of two more fsyncs. */
const INLINE_BYTES = 4096;

/** Bytes of a blob, from `start` to before `end`. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** Encrypted blobs in files that are written once. A blob counts from when metadata names it, and not before. */
export interface BlobStore {
  /** Encrypts and writes; resolves when the bytes are safe on disk. */
  write(bytes: Uint8Array, dataKey: Uint8Array): Promise<BlobReference>;
  /** Decrypts segment by segment; each is authenticated before it is handed out. */
  read(blob: BlobReference, dataKey: Uint8Array, span: ByteSpan): AsyncGenerator<Buffer>;
  /** Keeps the files of blobs until the returned function is called, though they are discarded meanwhile. */
  hold(blobs: readonly BlobReference[]): () => void;
  /** Removes blobs whose metadata is gone, once that is on disk. */
  discard(blobs: readonly BlobReference[]): void;
}

/**
 * Opens the folder of blobs. Files that no metadata names (`known`) were left by a crash in the middle of a write
 * or a deletion, and are removed.
 */
export function openBlobStore(runtime: Runtime, known: ReadonlySet<string>): BlobStore {
  const folder = path.join(runtime.dataDir, "s3");
  makePrivateFolder(folder);
  for (const name of readdirSync(folder)) if (!known.has(name)) rmSync(path.join(folder, name));
  const holds = new Map<string, number>();
  const condemned = new Set<string>();

  const remove = (file: string): void => {
    condemned.delete(file);
    rm(path.join(folder, file), { force: true }).catch((error) => {
      runtime.log.warn("An object's file could not be removed", { file, error });
    });
  };
  const release = (file: string): void => {
    const left = (holds.get(file) ?? 1) - 1;
    if (left > 0) return void holds.set(file, left);
    holds.delete(file);
    if (condemned.has(file)) remove(file);
  };

  return {
    async write(bytes, dataKey) {
      const nonce = randomBytes(8);
      const blob = { noncePrefix: nonce.toString("base64"), sizeBytes: bytes.length };
      const encrypted = encryptSegments(bytes, { dataKey, nonce });
      if (bytes.length <= INLINE_BYTES)
        return { ...blob, inline: Buffer.concat([...encrypted]).toString("base64") };
      const file = randomUUID();
      await writeDurably(path.join(folder, file), encrypted);
      return { ...blob, file };
    },
    async *read(blob, dataKey, span) {
      if (blob.file === undefined) {
        const stored = Buffer.from(blob.inline ?? "", "base64");
        yield decryptSegment(stored, { dataKey, blob, index: 0 }).subarray(span.start, span.end);
        return;
      }
      const handle = await open(path.join(folder, blob.file), "r");
      try {
        yield* readSegments(handle, { dataKey, blob, span });
      } finally {
        await handle.close();
      }
    },
    hold(blobs) {
      const files = filesOf(blobs);
      for (const file of files) holds.set(file, (holds.get(file) ?? 0) + 1);
      let held = true;
      return () => {
        if (held) files.forEach(release);
        held = false;
      };
    },
    discard(blobs) {
      const files = filesOf(blobs);
      if (files.length === 0) return;
      runtime.store.committed().then(
        () => {
          for (const file of files) holds.has(file) ? condemned.add(file) : remove(file);
        },
        () => {}, // The store failed and says so to every request; the files are swept at the next start.
      );
    },
  };
}

function filesOf(blobs: readonly BlobReference[]): string[] {
  return blobs.flatMap(({ file }) => (file === undefined ? [] : [file]));
}

/** The name is new and nothing refers to it yet, so the file needs no rename: a crash leaves only an orphan. */
async function writeDurably(file: string, chunks: Iterable<Buffer>): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    for (const chunk of chunks) await handle.writeFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
  const folder = await open(path.dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function* encryptSegments(
  bytes: Uint8Array,
  key: Readonly<{ dataKey: Uint8Array; nonce: Buffer }>,
): Generator<Buffer> {
  for (let index = 0; index === 0 || index * SEGMENT_BYTES < bytes.length; index++) {
    const segment = bytes.subarray(index * SEGMENT_BYTES, (index + 1) * SEGMENT_BYTES);
    const cipher = createCipheriv("aes-256-gcm", key.dataKey, segmentNonce(key.nonce, index));
    yield Buffer.concat([cipher.update(segment), cipher.final(), cipher.getAuthTag()]);
  }
}

interface SegmentPlace {
  readonly dataKey: Uint8Array;
  readonly blob: BlobReference;
  readonly index: number;
}

function decryptSegment(stored: Buffer, { dataKey, blob, index }: SegmentPlace): Buffer {
  const nonce = segmentNonce(Buffer.from(blob.noncePrefix, "base64"), index);
  const decipher = createDecipheriv("aes-256-gcm", dataKey, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(stored.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(stored.subarray(0, -TAG_BYTES)), decipher.final()]);
}

async function* readSegments(
  handle: FileHandle,
  { dataKey, blob, span }: Readonly<{ dataKey: Uint8Array; blob: BlobReference; span: ByteSpan }>,
): AsyncGenerator<Buffer> {
  for (let index = Math.floor(span.start / SEGMENT_BYTES); index * SEGMENT_BYTES < span.end; index++) {
    const offset = index * SEGMENT_BYTES;
    const length = Math.min(SEGMENT_BYTES, blob.sizeBytes - offset) + TAG_BYTES;
    const stored = Buffer.allocUnsafe(length);
    const { bytesRead } = await handle.read(stored, 0, length, index * STORED_SEGMENT_BYTES);
    if (bytesRead !== length)
      throw new Error(`The object file ${blob.file} is shorter than its ${blob.sizeBytes} bytes.`);
    const plain = decryptSegment(stored, { dataKey, blob, index });
    yield plain.subarray(Math.max(0, span.start - offset), span.end - offset);
  }
}

function segmentNonce(prefix: Buffer, index: number): Buffer {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(index);
  return Buffer.concat([prefix, counter]);
}
