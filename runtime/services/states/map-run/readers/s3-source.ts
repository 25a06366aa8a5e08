import { pipeline, Readable, type Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { GetObjectOutput, HeadObjectOutput, ListObjectsV2Output } from "@aws-sdk/client-s3";
import type { MapRunEffect } from "../../../../asl/effect.ts";
import type { Caller } from "../../../../kernel/caller.ts";
import type { Runtime } from "../../../../kernel/service.ts";

/** What the items of a map run are read with, and as whom. */
export interface Reading {
  readonly runtime: Runtime;
  readonly caller: Caller;
  readonly reader: NonNullable<MapRunEffect["reader"]>;
}

/** One object, as GetObject takes it. */
export interface ObjectReference {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/** The items cannot be read; its message becomes the cause of `States.ItemReaderFailed`. */
export class ItemReaderError extends Error {}

/** The bytes of an object piece by piece, unpacked when they are gzip or zstd. */
export async function* readBytes(reading: Reading, object: ObjectReference): AsyncGenerator<Uint8Array> {
  const { Body } = await call<GetObjectOutput>(reading, "GetObject", object);
  const pieces = (Body instanceof Uint8Array ? Readable.from([Body]) : Body) as Readable;
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const all = Readable.from(resume(first.value, iterator));
  yield* unpack(all, Buffer.from(first.value));
}

async function* resume(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  try {
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

const PACKED: readonly { readonly magic: Buffer; readonly unpacker: () => Transform }[] = [
  { magic: Buffer.from([0x1f, 0x8b]), unpacker: createGunzip },
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), unpacker: createZstdDecompress },
];

function unpack(pieces: Readable, start: Buffer): Readable {
  const packed = PACKED.find(({ magic }) => start.subarray(0, magic.length).equals(magic));
  if (packed === undefined) return pieces;
  // A failure of either is met by whoever reads the unpacked bytes.
  return pipeline(pieces, packed.unpacker(), () => {});
}

/** The same as text, whatever the pieces cut apart. */
export async function* readText(reading: Reading, object: ObjectReference): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of readBytes(reading, object)) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

/** A span of the bytes of an object as they are, and how many there are. */
export async function readSpan(
  reading: Reading,
  { object, start, end }: Readonly<{ object: ObjectReference; start: number; end: number }>,
): Promise<Uint8Array> {
  const input = { ...object, Range: `bytes=${start}-${end - 1}` };
  const { Body } = await call<GetObjectOutput>(reading, "GetObject", input);
  if (Body instanceof Uint8Array) return Body;
  return Buffer.concat(await (Body as unknown as Readable).toArray());
}

export async function sizeOf(reading: Reading, object: ObjectReference): Promise<number> {
  const { ContentLength = 0 } = await call<HeadObjectOutput>(reading, "HeadObject", object);
  return ContentLength;
}

/** The objects of a bucket, page after page. */
export async function* listObjects(
  reading: Reading,
  parameters: object,
): AsyncGenerator<NonNullable<ListObjectsV2Output["Contents"]>[number]> {
  let token: string | undefined;
  do {
    const input = token === undefined ? parameters : { ...parameters, ContinuationToken: token };
    const page = await call<ListObjectsV2Output>(reading, "ListObjectsV2", input);
    yield* page.Contents ?? [];
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

function call<Output>({ runtime, caller }: Reading, operation: string, input: object): Promise<Output> {
  return runtime.aws.call<Output>("s3", operation, input, caller);
}
