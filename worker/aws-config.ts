import type { SSMClient } from "@aws-sdk/client-ssm";

/** What every client of one worker shares: found credentials and open connections. */
export type AwsConfig = Pick<SSMClient["config"], "region" | "credentials" | "requestHandler">;

/** The configuration that a first client found by itself, for all others, so that it is looked for only once. */
export function shareConfig({ config }: Pick<SSMClient, "config">): AwsConfig {
  const { region, credentials, requestHandler } = config;
  return { region, credentials, requestHandler };
}
