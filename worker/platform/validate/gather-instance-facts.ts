import { DescribeInstancesCommand, type Instance } from "@aws-sdk/client-ec2";
import { ValidationFailed } from "../../../core/errors.ts";
import type { ImageManifest } from "../../image/manifest.ts";
import type { Audit } from "./audit.ts";
import type { ReadInspections } from "./inspect-instances.ts";
import type { InstanceFacts } from "./instance-controls.ts";

export interface InstanceSources {
  readonly work: Audit;
  readonly manifest: Promise<ImageManifest>;
  /** Asked last: an inspection takes longer than all else, and to ask for it takes processor time from it. */
  readonly readInspections: ReadInspections;
}

/** The facts of every new instance: what it says of itself, and what EC2 says of it. */
export async function gatherInstanceFacts(sources: InstanceSources): Promise<readonly InstanceFacts[]> {
  const { work, manifest, readInspections } = sources;
  const [instances, { checksumsSha256 }] = await Promise.all([describeInstances(work), manifest]);
  const inspections = await readInspections();
  const expected = expectedOf(work, checksumsSha256);
  return instances.map((instance) => {
    const id = instance.InstanceId ?? "";
    const inspection = inspections.get(id);
    if (inspection === undefined) throw new ValidationFailed(`${id} was not inspected`);
    return { id, inspection, expected, ...knownToEc2(instance) };
  });
}

async function describeInstances({ clients, request }: Audit): Promise<readonly Instance[]> {
  const ids = request.payload.stack.instances.map(({ id }) => id);
  const { Reservations } = await clients.ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
  return (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
}

function knownToEc2({ ImageId, PrivateIpAddress, MetadataOptions, KeyName }: Instance) {
  return {
    imageId: ImageId,
    privateIp: PrivateIpAddress ?? "",
    metadataTokens: MetadataOptions?.HttpTokens,
    keyName: KeyName === "" ? undefined : KeyName,
  };
}

function expectedOf({ request }: Audit, checksumsSha256: string | undefined): InstanceFacts["expected"] {
  const { image, run } = request.payload;
  const userId = run.user === undefined ? {} : { userId: Number(run.user) };
  return { imageId: image.id, recipeDigest: image.recipeDigest, checksumsSha256, port: run.port, ...userId };
}
