import type { Finding, FindingCounts } from "./findings.ts";
import type { Recipe } from "./recipe.ts";
import type { Colour } from "./stack-names.ts";

/** An object in S3. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
}

/** The share of the traffic that each colour gets, in percent. */
export interface Weights {
  readonly blue: number;
  readonly green: number;
}

/** Result of PreProvision: references and digests, no values of the configuration. */
export interface PreProvisionResult {
  readonly recipe: Recipe;
  readonly recipeDigest: string;
  readonly imageName: string;
  /** Name of the SecureString that the instances read (`RunConfiguration`). */
  readonly configParameter: string;
  readonly configVersion: number;
  /** SHA-256 of the release's `repave.yaml`. */
  readonly configDigest: string;
  /** Name of the SecureString that the later stages read (`ResolvedRelease`). */
  readonly resolvedParameter: string;
  readonly account: string;
  readonly region: string;
  readonly listenerPort: number;
  readonly gate: number;
}

/** Result of Bakery. */
export interface BakeryResult {
  readonly imageId: string;
  readonly imageName: string;
  readonly recipeDigest: string;
  /** SHA-256 of the image's content. */
  readonly digest: string;
  readonly reused: boolean;
  readonly sbom: StoredObject;
  readonly manifest: StoredObject;
}

/** One resource of a stack, by its CloudFormation type. */
export interface StackResource {
  readonly type: `AWS::${string}`;
  readonly id: string;
  readonly arn: string;
}

/** Result of Provision: the new colour runs and is healthy, and gets no traffic yet. */
export interface ProvisionResult {
  readonly colour: Colour;
  /** The colour that serves now; null on the first release. */
  readonly liveColour: Colour | null;
  readonly url: string;
  readonly loadBalancer: { readonly arn: string; readonly dnsName: string };
  readonly listenerArn: string;
  /** The listener rule that sends requests with `x-repave-release: <release id>` to the new colour. */
  readonly testRuleArn: string;
  /** ARNs by colour. */
  readonly targetGroups: { readonly blue: string; readonly green: string };
  readonly autoScalingGroup: string;
  readonly launchTemplate: { readonly id: string; readonly version: string };
  readonly instances: readonly { readonly id: string; readonly privateIp: string }[];
  readonly resources: readonly StackResource[];
}

/** Result of Validation. */
export interface ValidationResult {
  readonly passed: boolean;
  readonly counts: FindingCounts;
  readonly findings: readonly Finding[];
  readonly reports: readonly StoredObject[];
}

/**
 * What PostProvision gives while the traffic is to stay where it is for a time. The state machine waits so long and
 * invokes it again with this.
 */
export interface PostProvisionPause {
  readonly status: "SHIFTING" | "DRAINING";
  readonly waitSeconds: number;
  readonly url: string;
  readonly colour: Colour;
  readonly weights: Weights;
  readonly smokeTest: PostProvisionResult["smokeTest"];
  /** Of the record that the release serves; it is there when the old colour drains. */
  readonly ledgerSequence?: number;
}

/** Result of PostProvision: the new colour serves and is on record. */
export interface PostProvisionResult {
  readonly status: "SERVING";
  readonly url: string;
  readonly colour: Colour;
  readonly weights: Weights;
  /** How many resources of the stack went into the ledger. */
  readonly resources: number;
  readonly ledgerSequence: number;
  readonly logGroup: string;
  readonly smokeTest: readonly {
    readonly path: string;
    readonly status: number;
    readonly milliseconds: number;
  }[];
}

/** What putting a release back did. */
export interface PutBackResult {
  /** The runs whose commands were cancelled. */
  readonly cancelled: readonly string[];
  /** The colours that were removed: those with this release's tag, or the old one of a release that serves. */
  readonly removed: readonly Colour[];
  /** The colour that serves now. */
  readonly serving: Colour | null;
}

/** What made a release fail. `stage` is the state's name. */
export interface Failure {
  readonly stage: string;
  readonly error: string;
  readonly cause: string;
}
