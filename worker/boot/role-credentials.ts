import type { AwsCredentialIdentity } from "@smithy/types";
import { patientCredentials } from "../instance-credentials.ts";
import type { InstanceMetadata } from "./metadata.ts";

const folder = "meta-data/iam/security-credentials/";
/** EC2 has new ones a quarter of an hour before the end; the SDK asks for them five minutes before. */
const renewBeforeEndMs = 5 * 60_000;

/** Gives credentials, the same ones as long as they are good for a while. */
export type CredentialsSource = () => Promise<AwsCredentialIdentity>;

type RoleCredentials = AwsCredentialIdentity & { readonly expiration: Date };

export interface RoleCredentialsOptions {
  readonly metadata: InstanceMetadata;
  readonly now: () => number;
  readonly sleep?: (delayMs: number) => Promise<unknown>;
}

/**
 * The credentials of the instance's role (EC2 User Guide, "Retrieve security credentials from instance metadata"), asked
 * for with patience and again before they end. Rejects with what the metadata service said last.
 */
export function createRoleCredentials({ metadata, now, sleep }: RoleCredentialsOptions): CredentialsSource {
  const find = patientCredentials(() => readCredentials(metadata), sleep);
  let latest: Promise<RoleCredentials> | undefined;
  const renew = (): Promise<RoleCredentials> => {
    const found = find();
    latest = found;
    found.catch(() => {
      latest = undefined;
    });
    return found;
  };
  return async () => {
    const known = await (latest ?? renew());
    return known.expiration.getTime() - now() > renewBeforeEndMs ? known : renew();
  };
}

async function readCredentials(metadata: InstanceMetadata): Promise<RoleCredentials> {
  const roleName = (await metadata.get(folder))?.trim();
  if (!roleName) throw new Error("expected the instance to have a role; the metadata service names none");
  const document = await metadata.get(`${folder}${roleName}`);
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(document ?? "{}");
  if (!AccessKeyId || !SecretAccessKey || !Token || !Expiration)
    throw new Error(`expected credentials of the role ${roleName}; the metadata service gave none`);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: Token,
    expiration: new Date(Expiration),
  };
}
