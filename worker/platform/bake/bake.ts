import { EC2Client } from "@aws-sdk/client-ec2";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { BakeFailed } from "../../../core/errors.ts";
import { imageTags, readImageTags } from "../../../core/image-tags.ts";
import { sha256Hex } from "../../../core/json/digest.ts";
import type { BakeryResult, StoredObject } from "../../../core/stage-results.ts";
import { findImage } from "../../image/find-image.ts";
import { composeImage, type ImageDescription } from "../../image/layout.ts";
import { packTree } from "../../image/pack-tree.ts";
import { type ImageClients, readImage } from "../../image/read-image.ts";
import {
  drawImageKey,
  type ImageKey,
  joinKey,
  putObject,
  registerImage,
  storeImage,
} from "../../image/store-image.ts";
import type { StageWork } from "../../platform.ts";
import { fetchArtifact } from "./fetch-artifact.ts";
import { createSbom } from "./sbom.ts";
import { shareImage } from "./share-image.ts";

type BakeWork = StageWork<"bake">;

/**
 * Bakes an image: base image, application and files become one encrypted archive with a bill of materials, registered
 * and shared with the one account that may launch it. An image of the same name, left by an earlier run, is taken.
 */
export async function bake(work: BakeWork): Promise<BakeryResult> {
  await work.requireNew();
  const { payload, account } = work.request;
  const clients = { ec2: new EC2Client(work.aws), s3: new S3Client(work.aws), kms: new KMSClient(work.aws) };
  const made = (await reuse(clients, work)) ?? (await build(clients, work));
  await shareImage(clients, {
    imageId: made.imageId,
    imageName: made.imageName,
    keyId: work.request.kmsKeyId,
    withAccount: payload.shareWithAccount,
  });
  work.progress.say(`${made.imageId} shared with account ${payload.shareWithAccount} (ours is ${account})`);
  return made;
}

/** The image that an earlier run of this command registered before it died. */
async function reuse({ ec2 }: ImageClients, work: BakeWork): Promise<BakeryResult | undefined> {
  const { imageName } = work.request.payload;
  const image = await findImage(ec2, imageName);
  if (image?.ImageId === undefined) return undefined;
  const result = readImageTags({ imageId: image.ImageId, imageName, tags: image.Tags ?? [] });
  if (result === undefined)
    throw new BakeFailed(
      `image ${image.ImageId} has the name ${imageName}, but not the tags of a bake; remove it`,
    );
  work.progress.say(`${image.ImageId} is there already`);
  return result;
}

async function build(clients: ImageClients, work: BakeWork): Promise<BakeryResult> {
  const { request, progress } = work;
  const { payload } = request;
  const [root, key] = await Promise.all([
    composeRoot(clients, work),
    drawImageKey(clients.kms, request.kmsKeyId, payload.imageName),
  ]);
  const archive = packTree(root.tree);
  const digest = sha256Hex(archive);
  progress.say(`packed ${root.tree.size} files, ${archive.length} bytes, sha256 ${digest}`);
  progress.signal.throwIfAborted();
  const stored = await store(clients, { ...root, work, archive, digest, key });
  key.clear.fill(0);
  return register(clients, { work, digest, ...stored });
}

interface Root extends ReturnType<typeof composeImage> {
  readonly sbom: string;
}

async function composeRoot(clients: ImageClients, { request, progress }: BakeWork): Promise<Root> {
  const { payload } = request;
  const [base, artifact] = await Promise.all([
    readImage(clients, payload.baseImage).catch((error: unknown) => {
      throw new BakeFailed(`base image ${payload.baseImage} cannot be read: ${String(error)}`, {
        cause: error,
      });
    }),
    fetchArtifact(clients.s3, payload.artifact),
  ]);
  progress.say(`base image ${payload.baseImage}: ${base.size} files; artifact: ${artifact.size} files`);
  const sbom = createSbom({ artifact, ...ancestry(request) });
  return {
    ...composeImage({ base, artifact, files: payload.files, description: ancestry(request), sbom }),
    sbom,
  };
}

function ancestry({ payload, releaseId, application }: BakeWork["request"]): ImageDescription {
  return {
    name: payload.imageName,
    application,
    release: releaseId,
    baseImage: payload.baseImage,
    recipeDigest: payload.recipeDigest,
    artifactDigest: payload.artifact.sha256,
    run: { command: payload.run.command, port: payload.run.port },
  };
}

interface ImageToBuild extends Root {
  readonly work: BakeWork;
  readonly archive: Buffer;
  readonly digest: string;
  readonly key: ImageKey;
}

interface StoredImage {
  readonly manifest: StoredObject;
  readonly sbom: StoredObject;
}

async function store({ s3 }: ImageClients, image: ImageToBuild): Promise<StoredImage> {
  const { payload, releaseId } = image.work.request;
  const { bucket, prefix } = payload.images;
  const sbom = { bucket, key: joinKey(prefix, "sbom.cdx.json") };
  const [manifest] = await Promise.all([
    storeImage(s3, {
      name: payload.imageName,
      archive: image.archive,
      contentSha256: image.digest,
      key: image.key,
      place: payload.images,
      createdAt: new Date(),
      ancestry: {
        baseImage: payload.baseImage,
        recipeDigest: payload.recipeDigest,
        releaseId,
        checksumsSha256: sha256Hex(image.checksums),
      },
    }),
    putObject(s3, { place: sbom, body: image.sbom, contentType: "application/vnd.cyclonedx+json" }),
  ]);
  return { manifest, sbom };
}

interface ImageToName extends StoredImage {
  readonly work: BakeWork;
  readonly digest: string;
}

async function register(clients: ImageClients, image: ImageToName): Promise<BakeryResult> {
  const { payload, releaseId } = image.work.request;
  const { recipeDigest, imageName } = payload;
  const made = { recipeDigest, digest: image.digest, sbom: image.sbom, manifest: image.manifest };
  try {
    const imageId = await registerImage(clients, {
      name: imageName,
      description: `${image.work.request.application}, release ${releaseId}`,
      manifest: image.manifest,
      tags: { ...payload.tags, "repave:base-image": payload.baseImage, ...imageTags(made) },
    });
    image.work.progress.say(`${imageId} registered as ${imageName}`);
    return { imageId, imageName, reused: false, ...made };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "InvalidAMIName.Duplicate") throw error;
    const other = await reuse(clients, image.work);
    if (other === undefined) throw error;
    return other;
  }
}
