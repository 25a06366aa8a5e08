import type { ImageManifest } from "../../image/manifest.ts";
import { type Control, type ControlResult, check, checkEach } from "./control.ts";

/** What is known of a stack's services. */
export interface StackFacts {
  readonly buckets: readonly BucketFacts[];
  readonly parameters: readonly { readonly name: string; readonly type: string | undefined }[];
  readonly image: {
    readonly id: string;
    readonly digest: string;
    readonly manifest: ImageManifest;
    /** How S3 encrypts the archive besides. */
    readonly objectEncryption: string | undefined;
    readonly isPublic: boolean;
    readonly launchAccounts: readonly string[];
  };
  /** The account of the environment. */
  readonly account: string;
  readonly targets: readonly { readonly id: string; readonly state: string }[];
  readonly instanceIds: readonly string[];
  readonly ingress: readonly IngressRule[];
  readonly port: number;
  readonly logGroups: readonly LogGroupFacts[];
  readonly keyRotation: boolean;
}

interface BucketFacts {
  readonly name: string;
  readonly encryption: string | undefined;
  readonly isClosed: boolean;
}

interface IngressRule {
  readonly groupId: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  /** Address ranges that may come in, besides other security groups. */
  readonly ranges: readonly string[];
}

interface LogGroupFacts {
  readonly name: string;
  readonly keyId: string | undefined;
  readonly retentionDays: number | undefined;
}

/** The baseline for the services around the instances. */
export const stackControls: readonly Control<StackFacts>[] = [
  {
    id: "svc-01",
    title: "Every bucket is encrypted under a key of our own",
    description: "Default encryption with KMS, so that reading needs the key's permission, too.",
    impact: 1,
    tags: { family: "encryption" },
    evaluate: ({ buckets }) =>
      checkEach(buckets, "no bucket is used", ({ name, encryption }) =>
        check(
          `bucket ${name}`,
          encryption === "aws:kms" || encryption === "aws:kms:dsse",
          `its encryption is ${encryption ?? "off"}`,
        ),
      ),
  },
  {
    id: "svc-02",
    title: "No bucket can be opened to the public",
    description: "All four blocks of public access are on.",
    impact: 0.9,
    tags: { family: "access" },
    evaluate: ({ buckets }) =>
      checkEach(buckets, "no bucket is used", ({ name, isClosed }) =>
        check(`bucket ${name}`, isClosed, "public access is not blocked altogether"),
      ),
  },
  {
    id: "svc-03",
    title: "Every parameter of the release is encrypted",
    description: "Configuration may hold secrets: SecureString only.",
    impact: 1,
    tags: { family: "encryption" },
    evaluate: ({ parameters }) =>
      checkEach(parameters, "no parameter is used", ({ name, type }) =>
        check(`parameter ${name}`, type === "SecureString", `it is ${type ?? "not there"}`),
      ),
  },
  {
    id: "svc-04",
    title: "The image is encrypted and is the one that was baked",
    description: "A data key of its own, and the digest that the bake reported.",
    impact: 1,
    tags: { family: "encryption" },
    evaluate: ({ image: { id, digest, manifest, objectEncryption } }) => [
      check(
        `encryption of ${id}`,
        manifest.encryption.algorithm === "AES-256-GCM",
        "it is not encrypted with AES-256-GCM",
      ),
      check(
        `digest of ${id}`,
        manifest.contentSha256 === digest,
        `expected ${digest}; it is ${manifest.contentSha256}`,
      ),
      check(
        `object of ${id}`,
        objectEncryption === "aws:kms",
        `S3 keeps it with ${objectEncryption ?? "no encryption"}`,
      ),
    ],
  },
  {
    id: "svc-05",
    title: "Only the environment's account may launch the image",
    description: "An image holds the application's code: it is shared with one account and not public.",
    impact: 1,
    tags: { family: "access" },
    evaluate: ({ image, account }) => [
      check(`${image.id} is not public`, !image.isPublic, "everybody may launch it"),
      ...checkEach(image.launchAccounts, "shared with nobody", (other) =>
        check(`launch permission of ${other}`, other === account, `only account ${account} may launch it`),
      ),
    ],
  },
  {
    id: "svc-06",
    title: "Every new instance is healthy behind the load balancer",
    description: "As the load balancer's own health check sees it.",
    impact: 0.9,
    tags: { family: "health" },
    evaluate: ({ targets, instanceIds }) =>
      instanceIds.map((id) => {
        const state = targets.find((target) => target.id === id)?.state;
        return check(`target ${id}`, state === "healthy", `it is ${state ?? "not registered"}`);
      }),
  },
  {
    id: "svc-07",
    title: "Instances can be reached from the load balancer on the application's port only",
    description: "The instances' security group opens one port, to another group, to no address range.",
    impact: 0.9,
    tags: { family: "network" },
    evaluate: ({ ingress, port }) =>
      checkEach(ingress, "nothing is open", (rule) => ingressResult(rule, port)),
  },
  {
    id: "svc-08",
    title: "The application's log is encrypted and kept for a stated time",
    description: "The log group has a key of our own and a retention.",
    impact: 0.7,
    tags: { family: "logs" },
    evaluate: ({ logGroups }) =>
      logGroups.flatMap(({ name, keyId, retentionDays }) => [
        check(`key of ${name}`, keyId !== undefined, "it has no key of our own"),
        check(`retention of ${name}`, retentionDays !== undefined, "it is kept for ever"),
      ]),
  },
  {
    id: "svc-09",
    title: "The key is rotated",
    description: "KMS draws new key material every year.",
    impact: 0.7,
    tags: { family: "encryption" },
    evaluate: ({ keyRotation }) => [check("rotation of the key", keyRotation, "it is off")],
  },
];

function ingressResult({ groupId, fromPort, toPort, ranges }: IngressRule, port: number): ControlResult {
  const isOwnPort = fromPort === toPort && fromPort !== 22 && ranges.length === 0;
  const opened = `ports ${fromPort ?? "all"} to ${toPort ?? "all"} are open to ${ranges.join(", ") || "a group"}`;
  return check(`ingress of ${groupId} (application on ${port})`, isOwnPort, opened);
}
