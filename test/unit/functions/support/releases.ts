import { createRecipe, imageName, recipeDigest } from "../../../../core/recipe.ts";
import { createRelease, type Release } from "../../../../core/release/release.ts";
import type { ReleaseMessage } from "../../../../core/release/release-message.ts";
import type {
  BakeryResult,
  PreProvisionResult,
  ProvisionResult,
  ValidationResult,
} from "../../../../core/stage-results.ts";

const place = (key: string) => ({ bucket: "artifacts", key, sha256: "a".repeat(64) });

/** A valid release message; `own` replaces members. */
export function messageWith(own: Partial<ReleaseMessage> = {}): ReleaseMessage {
  return {
    schema: "repave.release/v1",
    application: "hello-web",
    environment: "dev",
    version: "1.0.0",
    artifact: place("hello-web/1.0.0.tar.gz"),
    config: place("hello-web/1.0.0.yaml"),
    requestedBy: "ci",
    reason: "a fix",
    ...own,
  };
}

/** The release of one message id; ids differ by message. */
export function releaseOf(messageId: string, own: Partial<ReleaseMessage> = {}): Release {
  return createRelease(messageWith(own), { messageId, publishedAt: "2026-11-21T05:00:00.000Z" });
}

const configuration = {
  application: "hello-web",
  files: [],
  run: { command: ["node", "server.js"], port: 8080, environment: {}, secrets: {} },
};
const recipe = createRecipe(configuration, { baseImage: "ami-0base", artifactDigest: "a".repeat(64) });
const digest = recipeDigest(recipe);

export function preProvisionOf(release: Release): PreProvisionResult {
  return {
    recipe,
    recipeDigest: digest,
    imageName: imageName(release.application, digest),
    configParameter: `/repave/releases/${release.id}/config`,
    configVersion: 1,
    configDigest: release.config.sha256,
    resolvedParameter: `/repave/releases/${release.id}/resolved`,
    account: "000000000000",
    region: "us-east-1",
    listenerPort: 8080,
    gate: 0.7,
  };
}

export const bakery: BakeryResult = {
  imageId: "ami-0new",
  imageName: imageName("hello-web", digest),
  recipeDigest: digest,
  digest: "d".repeat(64),
  reused: false,
  sbom: { bucket: "images", key: "images/x/sbom.cdx.json" },
  manifest: { bucket: "images", key: "images/x/manifest.json" },
};

export const provision: ProvisionResult = {
  colour: "green",
  liveColour: "blue",
  url: "http://127.1.2.3:8080",
  loadBalancer: { arn: "arn:lb", dnsName: "127.1.2.3" },
  listenerArn: "arn:listener",
  testRuleArn: "arn:rule",
  targetGroups: { blue: "arn:tg-blue", green: "arn:tg-green" },
  autoScalingGroup: "hello-web-dev-green",
  launchTemplate: { id: "lt-1", version: "1" },
  instances: [{ id: "i-1", privateIp: "127.1.2.4" }],
  resources: [
    { type: "AWS::ElasticLoadBalancingV2::LoadBalancer", id: "hello-web-dev", arn: "arn:lb" },
    { type: "AWS::EC2::Instance", id: "i-1", arn: "arn:i-1" },
  ],
};

export const validation: ValidationResult = {
  passed: true,
  counts: { passed: 11, failed: 1, skipped: 0 },
  findings: [{ control: "os-05", title: "Files", impact: 0.3, resource: "i-1", message: "mode 0644" }],
  reports: [{ bucket: "reports", key: "validation/x/report.json" }],
};
