import type {
  CreateFunctionRequest,
  FunctionConfiguration,
  UpdateFunctionConfigurationRequest,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../protocol/aws-error.ts";
import { checkDestination } from "./destination.ts";
import { functionArn } from "./function-reference.ts";
import type { Lambda } from "./lambda.ts";
import { openVariables } from "./run-function.ts";
import type { FunctionVersion } from "./state.ts";

type Settings = Partial<CreateFunctionRequest & UpdateFunctionConfigurationRequest>;

const RUNTIMES = ["nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"];
const LARGEST_ENVIRONMENT_BYTES = 4_096;
const RESERVED_VARIABLES =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_\w+|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/** Parameters that are refused unless they ask for what is done anyway. */
const NOT_EMULATED: readonly { name: keyof Settings; asksForNothing: (value: never) => boolean }[] = [
  { name: "Layers", asksForNothing: (value: readonly unknown[]) => value.length === 0 },
  { name: "FileSystemConfigs", asksForNothing: (value: readonly unknown[]) => value.length === 0 },
  {
    name: "VpcConfig",
    asksForNothing: (value: { SubnetIds?: unknown[] }) => (value.SubnetIds ?? []).length === 0,
  },
  { name: "TracingConfig", asksForNothing: (value: { Mode?: string }) => value.Mode === "PassThrough" },
  { name: "SnapStart", asksForNothing: (value: { ApplyOn?: string }) => value.ApplyOn === "None" },
  { name: "EphemeralStorage", asksForNothing: (value: { Size?: number }) => value.Size === 512 },
  { name: "ImageConfig", asksForNothing: () => false },
  { name: "CodeSigningConfigArn", asksForNothing: () => false },
];

/** Applies a request's settings to what was there before, checking ranges as AWS does. */
export async function applySettings(
  lambda: Lambda,
  change: Readonly<{
    before: FunctionVersion;
    settings: Settings;
    caller: Parameters<Lambda["cipher"]["open"]>[1];
  }>,
): Promise<FunctionVersion> {
  const { before, settings } = change;
  refuseNotEmulated(settings);
  const kmsKeyArn = settings.KMSKeyArn === undefined ? before.kmsKeyArn : settings.KMSKeyArn || undefined;
  const variables = settings.Environment?.Variables ?? (await openVariables(lambda, before.environment));
  checkVariables(variables);
  const sealed = kmsKeyArn && { keyId: kmsKeyArn, text: JSON.stringify(variables), caller: change.caller };
  const after: FunctionVersion = {
    ...before,
    runtime: settings.Runtime ?? before.runtime,
    role: settings.Role ?? before.role,
    handler: settings.Handler ?? before.handler,
    description: settings.Description ?? before.description,
    timeoutSeconds: settings.Timeout ?? before.timeoutSeconds,
    memoryMb: settings.MemorySize ?? before.memoryMb,
    environment: sealed ? await lambda.cipher.seal(sealed) : variables,
    kmsKeyArn,
    deadLetterArn: settings.DeadLetterConfig
      ? settings.DeadLetterConfig.TargetArn || undefined
      : before.deadLetterArn,
    logGroup: settings.LoggingConfig?.LogGroup ?? before.logGroup,
    lastModifiedMs: lambda.runtime.clock.now(),
    revisionId: crypto.randomUUID(),
  };
  checkRanges(after);
  return after;
}

function refuseNotEmulated(settings: Settings): void {
  for (const { name, asksForNothing } of NOT_EMULATED) {
    const value = settings[name];
    if (value === undefined || asksForNothing(value as never)) continue;
    throw invalid(`${name} is not emulated: ${JSON.stringify(value)}`);
  }
  if (settings.LoggingConfig?.LogFormat === "JSON")
    throw invalid("LoggingConfig.LogFormat JSON is not emulated: use Text.");
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.test(name));
  if (reserved.length > 0) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const invalidName = Object.keys(variables).find((name) => !/^[a-zA-Z]\w+$/.test(name));
  if (invalidName !== undefined)
    throw invalid(`Environment variable names must match [a-zA-Z]([a-zA-Z0-9_])+; got ${invalidName}`);
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > LARGEST_ENVIRONMENT_BYTES) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${bytes} bytes`,
    );
  }
}

function checkRanges(version: FunctionVersion): void {
  if (!RUNTIMES.includes(version.runtime))
    throw invalid(`Runtime ${version.runtime} is not emulated; there are ${RUNTIMES.join(", ")}.`);
  if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(version.role))
    throw invalid(`Role must be the ARN of an IAM role; got ${version.role}.`);
  if (!/^[^\s]{1,128}$/.test(version.handler))
    throw invalid(`Handler must be file.export of at most 128 characters; got '${version.handler}'.`);
  if (version.timeoutSeconds < 1 || version.timeoutSeconds > 900)
    throw invalid(`Timeout must be 1 to 900 seconds; got ${version.timeoutSeconds}.`);
  if (version.memoryMb < 128 || version.memoryMb > 10_240)
    throw invalid(`MemorySize must be 128 to 10240 MB; got ${version.memoryMb}.`);
  checkDestination(version.deadLetterArn, "DeadLetterConfig.TargetArn");
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}

/** A version as GetFunctionConfiguration shows it. */
export async function describeVersion(
  lambda: Lambda,
  version: FunctionVersion,
  qualifier?: string,
): Promise<FunctionConfiguration> {
  const variables = await openVariables(lambda, version.environment);
  return {
    FunctionName: version.name,
    FunctionArn: functionArn(lambda.runtime, version.name, qualifier),
    Runtime: version.runtime as NonNullable<FunctionConfiguration["Runtime"]>,
    Role: version.role,
    Handler: version.handler,
    CodeSize: version.codeSize,
    CodeSha256: version.codeSha256,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMb,
    LastModified: new Date(version.lastModifiedMs).toISOString().replace("Z", "+0000"),
    Version: version.version,
    ...(Object.keys(variables).length > 0 && { Environment: { Variables: { ...variables } } }),
    ...(version.kmsKeyArn && { KMSKeyArn: version.kmsKeyArn }),
    ...(version.deadLetterArn && { DeadLetterConfig: { TargetArn: version.deadLetterArn } }),
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: version.revisionId,
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: version.architectures as NonNullable<FunctionConfiguration["Architectures"]>,
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: { LogFormat: "Text", LogGroup: version.logGroup },
  };
}
