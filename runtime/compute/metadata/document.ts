/** What an instance may learn of itself. Read anew for every request, so that changed tags are seen. */
export interface InstanceDescription {
  readonly instanceId: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly privateIp: string;
  readonly region: string;
  readonly availabilityZone: string;
  readonly accountId: string;
  readonly architecture: string;
  readonly launchTimeMs: number;
  readonly securityGroups: readonly string[];
  /** As it was given to RunInstances, decoded. */
  readonly userData?: Buffer;
  readonly profile?: { readonly arn: string; readonly id: string; readonly roleArn: string };
  /** Absent when the instance's metadata options keep tags out of its metadata. */
  readonly tags?: Readonly<Record<string, string>>;
}

type Entry = string | Buffer | undefined;

/** The fixed leaves of `/latest/`, by path. A leaf that is undefined does not exist for this instance. */
export function metadataLeaves(it: InstanceDescription): Readonly<Record<string, Entry>> {
  const hostname = `ip-${it.privateIp.replaceAll(".", "-")}.ec2.internal`;
  return {
    "meta-data/ami-id": it.imageId,
    "meta-data/hostname": hostname,
    "meta-data/instance-id": it.instanceId,
    "meta-data/instance-type": it.instanceType,
    "meta-data/local-hostname": hostname,
    "meta-data/local-ipv4": it.privateIp,
    "meta-data/placement/availability-zone": it.availabilityZone,
    "meta-data/placement/region": it.region,
    "meta-data/security-groups": it.securityGroups.join("\n"),
    "meta-data/services/domain": "amazonaws.com",
    "meta-data/services/partition": "aws",
    "meta-data/iam/info": it.profile && json(profileInfo(it)),
    ...tagLeaves(it.tags ?? {}),
    "user-data": it.userData,
    "dynamic/instance-identity/document": json(identityDocument(it)),
  };
}

/** The names below a path that is no leaf, as the service lists them: folders end with a slash. */
export function listFolder(paths: readonly string[], folder: string): readonly string[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const below = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return [
    ...new Set(below.map((rest) => (rest.includes("/") ? rest.slice(0, rest.indexOf("/") + 1) : rest))),
  ];
}

function tagLeaves(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`meta-data/tags/instance/${key}`, value]),
  );
}

function profileInfo(it: InstanceDescription): object {
  return {
    Code: "Success",
    LastUpdated: timestamp(it.launchTimeMs),
    InstanceProfileArn: it.profile?.arn,
    InstanceProfileId: it.profile?.id,
  };
}

function identityDocument(it: InstanceDescription): object {
  return {
    accountId: it.accountId,
    architecture: it.architecture,
    availabilityZone: it.availabilityZone,
    imageId: it.imageId,
    instanceId: it.instanceId,
    instanceType: it.instanceType,
    pendingTime: timestamp(it.launchTimeMs),
    privateIp: it.privateIp,
    region: it.region,
    version: "2017-09-30",
  };
}

/** Second precision, as the metadata service writes times. */
export function timestamp(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z");
}

function json(value: object): string {
  return JSON.stringify(value, null, 2);
}
