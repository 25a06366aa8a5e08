import type { InstanceMetadata } from "./metadata.ts";

/** Who an instance is. */
export interface InstanceIdentity {
  readonly instanceId: string;
  readonly privateIp: string;
  readonly region: string;
}

/** The instance identity document (EC2 User Guide, "Instance identity documents"): all of it in one answer. */
export async function readIdentity(metadata: InstanceMetadata): Promise<InstanceIdentity> {
  const document = await metadata.get("dynamic/instance-identity/document");
  const { instanceId, privateIp, region } = JSON.parse(document ?? "{}") as Partial<InstanceIdentity>;
  if (instanceId === undefined || privateIp === undefined || region === undefined)
    throw new Error("expected an identity document with the instance's id, address and region");
  return { instanceId, privateIp, region };
}
