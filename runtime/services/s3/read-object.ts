import { Readable } from "node:stream";
import type { Caller } from "../../kernel/caller.ts";
import type { ByteSpan } from "./blob-store.ts";
import { openDataKey } from "./object-encryption.ts";
import type { StoredObject } from "./object-state.ts";
import type { ObjectStorage } from "./object-storage.ts";

/** Up to this size a body is handed over as one Buffer, above it as a stream. */
const BUFFERED_BYTES = 1_048_576;

interface ReadRequest {
  readonly object: StoredObject;
  readonly span: ByteSpan;
  readonly caller: Caller;
}

/**
 * The plain bytes of an object. Its files stay until they are read, also when the object is overwritten meanwhile:
 * they are held before anything is awaited.
 */
export async function readObject(s3: ObjectStorage, request: ReadRequest): Promise<Buffer | Readable> {
  const { object, span, caller } = request;
  const release = s3.blobs.hold(object.blobs);
  try {
    const dataKey = await openDataKey(s3, { encryption: object.encryption, caller });
    const pieces = readBlobs(s3, { object, span, dataKey });
    if (span.end - span.start > BUFFERED_BYTES) return Readable.from(pieces).once("close", release);
    const body = await collect(pieces);
    release();
    return body;
  } catch (error) {
    release();
    throw error;
  }
}

/** All the plain bytes of an object, or a span of them, in memory. */
export async function readObjectBytes(s3: ObjectStorage, request: ReadRequest): Promise<Buffer> {
  const body = await readObject(s3, request);
  return Buffer.isBuffer(body) ? body : collect(body);
}

/** The plain bytes of blobs one after the other, from `span.start` to before `span.end` of them all. */
export async function* readBlobs(
  s3: ObjectStorage,
  {
    object,
    span,
    dataKey,
  }: Readonly<{ object: Pick<StoredObject, "blobs">; span: ByteSpan; dataKey: Uint8Array }>,
): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const blob of object.blobs) {
    const start = Math.max(0, span.start - offset);
    const end = Math.min(blob.sizeBytes, span.end - offset);
    if (start < end) yield* s3.blobs.read(blob, dataKey, { start, end });
    offset += blob.sizeBytes;
  }
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return all.length === 1 && all[0] ? all[0] : Buffer.concat(all);
}
