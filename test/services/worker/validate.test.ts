import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BakeryResult, ProvisionResult, ValidationResult } from "../../../core/stage-results.ts";
import { provision } from "../../../worker/platform/provision/provision.ts";
import { validate } from "../../../worker/platform/validate/validate.ts";
import { startTooling, type TestRelease, type Tooling } from "../../support/tooling.ts";

let tooling: Tooling;

const server = `require("node:http")
  .createServer((request, response) => response.end("ok"))
  .listen(process.env.PORT, process.env.HOST);`;

const audit = async (release: TestRelease): Promise<ValidationResult> => {
  const image = await tooling.bakeApplication(release);
  const stack = await provision(await tooling.provisionWork(release, image));
  return validate(workOf(release, image, stack));
};

const workOf = (release: TestRelease, image: BakeryResult, stack: ProvisionResult) =>
  tooling.work(release, "validate", {
    gate: 0.7,
    image: { id: image.imageId, digest: image.digest, recipeDigest: image.recipeDigest },
    stack,
    buckets: ["artifacts", "images", "reports"],
    parameters: [`/repave/releases/web-dev-${release.version}/config`],
    reports: { bucket: "reports", prefix: `validation/${release.version}` },
    run: { port: 8080 },
  });

const controlsOf = ({ findings }: ValidationResult) => findings.map(({ control }) => control);

beforeAll(async () => {
  tooling = await startTooling();
});
afterAll(() => tooling.stop());

describe("validate", () => {
  it("passes a sound release and writes a report for each instance and the stack", async () => {
    const result = await audit({ version: "1", files: { "server.js": server } });
    expect(result.findings).toEqual([]);
    expect(result).toMatchObject({ passed: true, counts: { passed: 31, failed: 0, skipped: 0 } });
    expect(result.reports).toHaveLength(3);
    const [place] = result.reports;
    const { Body } = await new S3Client(tooling.aws.clientConfig).send(
      new GetObjectCommand({ Bucket: place?.bucket, Key: place?.key }),
    );
    const report = JSON.parse((await Body?.transformToString()) ?? "");
    expect(report.profiles[0].controls.map(({ id }: { id: string }) => id)).toContain("os-01");
  });

  it("fails an application that breaks controls at the gate, with its findings as the output", async () => {
    const careless = `${server} require("node:net").createServer().listen(0, process.env.HOST);`;
    const release = {
      version: "2",
      files: { "server.js": careless, "upload.txt": "x" },
      modes: { "upload.txt": 0o666 },
    };
    const failure = await audit(release).catch((error) => error);
    expect(failure.failure).toMatchObject({ name: "ControlsFailed" });
    expect([...new Set(controlsOf(failure.output))]).toEqual(["os-02", "os-05"]);
    expect(failure.output).toMatchObject({ passed: false, counts: { failed: 4 } });
  });
});
