import type { IssuedCredentials, Runtime } from "../../kernel/service.ts";
import type { FunctionVersion } from "./state.ts";

export interface InstanceEnvironmentOptions {
  readonly runtime: Runtime;
  readonly version: FunctionVersion;
  readonly variables: Readonly<Record<string, string>>;
  readonly credentials: IssuedCredentials;
  readonly root: string;
  readonly stream: string;
}

/**
 * The environment variables of an instance: the configured ones, and those that Lambda itself defines, which
 * cannot be overridden. Nothing of the host's environment.
 */
export function instanceEnvironment(options: InstanceEnvironmentOptions): Record<string, string> {
  const { runtime, version, credentials } = options;
  return {
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: options.root,
    AWS_ENDPOINT_URL: runtime.endpoint(),
    ...options.variables,
    _HANDLER: version.handler,
    AWS_REGION: runtime.region,
    AWS_DEFAULT_REGION: runtime.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: version.name,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: version.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: options.stream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LAMBDA_TASK_ROOT: options.root,
    LAMBDA_RUNTIME_DIR: options.root,
  };
}
