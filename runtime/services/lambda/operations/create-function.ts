import type { CreateFunctionRequest, FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { applySettings, describeVersion } from "../configuration.ts";
import { functionArn, parseReference } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";
import type { FunctionVersion } from "../state.ts";
import { storeCode } from "../store-code.ts";
import { snapshotVersion } from "./publish-version.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export function createFunction(lambda: Lambda): Operation<CreateFunctionRequest, FunctionConfiguration> {
  return async (input, { caller }) => {
    const { name } = parseReference(input.FunctionName ?? "");
    refuseExisting(lambda, name);
    if (input.PackageType !== undefined && input.PackageType !== "Zip") {
      throw new AwsError(
        "InvalidParameterValueException",
        `PackageType ${input.PackageType} is not emulated: use Zip.`,
      );
    }
    const code = await storeCode(lambda, input.Code, caller);
    const before = { ...newVersion(name), ...code, architectures: input.Architectures ?? ["x86_64"] };
    const latest = await applySettings(lambda, { before, settings: input, caller });
    refuseExisting(lambda, name);
    lambda.state.functions.put(name, {
      latest,
      tags: input.Tags ?? {},
      reservedConcurrency: undefined,
      nextVersion: 1,
    });
    if (!input.Publish) return describeVersion(lambda, latest);
    const published = snapshotVersion(lambda, name, latest.description);
    return describeVersion(lambda, published, published.version);
  };
}

function refuseExisting(lambda: Lambda, name: string): void {
  if (!lambda.state.functions.has(name)) return;
  throw new AwsError(
    "ResourceConflictException",
    `Function already exist: ${functionArn(lambda.runtime, name)}`,
    {
      status: 409,
      details: { Type: "User" },
    },
  );
}

function newVersion(name: string): Omit<FunctionVersion, "codeSha256" | "codeSize" | "architectures"> {
  return {
    name,
    version: "$LATEST",
    runtime: "",
    role: "",
    handler: "",
    description: "",
    timeoutSeconds: 3,
    memoryMb: 128,
    environment: {},
    kmsKeyArn: undefined,
    deadLetterArn: undefined,
    logGroup: `/aws/lambda/${name}`,
    lastModifiedMs: 0,
    revisionId: "",
  };
}
