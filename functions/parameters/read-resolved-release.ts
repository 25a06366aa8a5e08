import type { ResolvedRelease } from "../../core/config/run-configuration.ts";
import type { PreProvisionResult } from "../../core/stage-results.ts";
import { readSecureValue, type SecureValueClients } from "./secure-value.ts";

/** Reads the merged configuration that PreProvision stored for the later stages. */
export async function readResolvedRelease(
  clients: SecureValueClients,
  preProvision: Pick<PreProvisionResult, "resolvedParameter">,
): Promise<ResolvedRelease> {
  return JSON.parse(await readSecureValue(clients, preProvision.resolvedParameter)) as ResolvedRelease;
}
