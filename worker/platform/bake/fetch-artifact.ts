import { GetObjectCommand, NoSuchBucket, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import { ArtifactDigestMismatch, ArtifactMissing, BakeFailed } from "../../../core/errors.ts";
import { sha256Hex } from "../../../core/json/digest.ts";
import type { BakePayload } from "../../../core/worker-request.ts";
import type { FileTree } from "../../image/file-tree.ts";
import { unpackTree } from "../../image/unpack-tree.ts";

type Artifact = BakePayload["artifact"];

/** The application's files. The archive must be the very one that the release names, and must stay inside its root. */
export async function fetchArtifact(s3: S3Client, artifact: Artifact): Promise<FileTree> {
  const archive = await download(s3, artifact);
  const came = sha256Hex(archive);
  if (came !== artifact.sha256)
    throw new ArtifactDigestMismatch(
      `expected ${address(artifact)} to have the SHA-256 ${artifact.sha256}; it has ${came}. Publish the release again.`,
    );
  try {
    return await unpackTree(archive);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BakeFailed(`${address(artifact)} cannot be unpacked: ${reason}`, { cause: error });
  }
}

async function download(s3: S3Client, artifact: Artifact): Promise<Uint8Array> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: artifact.bucket, Key: artifact.key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (error) {
    if (!(error instanceof NoSuchKey || error instanceof NoSuchBucket)) throw error;
    throw new ArtifactMissing(`${address(artifact)} is not there. Upload the archive before you publish.`, {
      cause: error,
    });
  }
}

function address({ bucket, key }: Artifact): string {
  return `s3://${bucket}/${key}`;
}
