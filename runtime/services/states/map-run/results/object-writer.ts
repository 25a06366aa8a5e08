import type { CompletedPart, CreateMultipartUploadOutput, UploadPartOutput } from "@aws-sdk/client-s3";
import type { Caller } from "../../../../kernel/caller.ts";
import type { Runtime } from "../../../../kernel/service.ts";

/** An object of S3 that is written piece by piece. */
export interface ObjectWriter {
  write(text: string): Promise<void>;
  /** Finishes the object; its size in bytes. */
  close(): Promise<number>;
}

export interface ObjectPlace {
  readonly runtime: Runtime;
  readonly caller: Caller;
  readonly Bucket: string;
  readonly Key: string;
}

const PART_BYTES = 8 * 1024 * 1024;
const ContentType = "application/json";

/** Holds one part in memory; what is longer becomes a multipart upload, which appears only when it is whole. */
export function createObjectWriter({ runtime, caller, ...object }: ObjectPlace): ObjectWriter {
  const call = <Output>(operation: string, input: object): Promise<Output> =>
    runtime.aws.call<Output>("s3", operation, { ...object, ...input }, caller);
  const parts: CompletedPart[] = [];
  let pending: string[] = [];
  let pendingBytes = 0;
  let bytes = 0;
  let UploadId: string | undefined;

  const takePending = () => {
    const Body = Buffer.from(pending.join(""));
    pending = [];
    pendingBytes = 0;
    return Body;
  };
  const uploadPart = async () => {
    UploadId ??= (await call<CreateMultipartUploadOutput>("CreateMultipartUpload", { ContentType })).UploadId;
    const PartNumber = parts.length + 1;
    const { ETag } = await call<UploadPartOutput>("UploadPart", {
      UploadId,
      PartNumber,
      Body: takePending(),
    });
    parts.push({ ETag, PartNumber });
  };
  return {
    async write(text) {
      const size = Buffer.byteLength(text);
      pending.push(text);
      pendingBytes += size;
      bytes += size;
      if (pendingBytes >= PART_BYTES) await uploadPart();
    },
    async close() {
      if (UploadId === undefined) {
        await call("PutObject", { Body: takePending(), ContentType });
        return bytes;
      }
      if (pendingBytes > 0) await uploadPart();
      await call("CompleteMultipartUpload", { UploadId, MultipartUpload: { Parts: parts } });
      return bytes;
    },
  };
}
