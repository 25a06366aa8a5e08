import type { Network } from "./environment-configuration.ts";
import type { ReleaseConfiguration } from "./release-configuration.ts";

/** What an application's instances read at boot: `/repave/releases/<id>/config`, a SecureString. */
export interface RunConfiguration {
  readonly application: string;
  readonly environment: string;
  /** The release's id. */
  readonly release: string;
  /** What the release's message calls its version. */
  readonly version: string;
  readonly run: ReleaseConfiguration["run"];
  readonly logs: { readonly group: string; readonly retentionDays: number };
}

/**
 * What the later stages read: `/repave/releases/<id>/resolved`, a SecureString. It lacks the application's environment
 * variables, which only the instances need.
 */
export interface ResolvedRelease {
  readonly account: string;
  readonly region: string;
  readonly listenerPort: number;
  readonly network: Network;
  readonly configuration: Omit<ReleaseConfiguration, "run"> & {
    readonly run: Pick<ReleaseConfiguration["run"], "command" | "port"> & {
      /** The names of the parameters that the application's secrets lie in: what its instances must be able to read. */
      readonly secretParameters: readonly string[];
    };
  };
}

/** The names of what one release keeps in Parameter Store. */
export function releaseParameters(releaseId: string): { readonly config: string; readonly resolved: string } {
  return {
    config: `/repave/releases/${releaseId}/config`,
    resolved: `/repave/releases/${releaseId}/resolved`,
  };
}

/** The log group of an application in an environment; its streams are instance ids. */
export function applicationLogGroup(application: string, environment: string): string {
  return `/repave/apps/${application}/${environment}`;
}
