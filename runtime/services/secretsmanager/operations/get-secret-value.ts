import type { GetSecretValueRequest, GetSecretValueResponse } from "@aws-sdk/client-secrets-manager";
import type { Operation, RequestContext } from "../../../kernel/service.ts";
import { secretErrors } from "../errors.ts";
import { openValue } from "../secret-value.ts";
import { findSecret, type Secrets } from "../secrets.ts";
import type { Secret, SecretVersion } from "../state.ts";
import { CURRENT, keep, stagedVersion, versionOf } from "../versions.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export function getSecretValue(secrets: Secrets): Operation<GetSecretValueRequest, GetSecretValueResponse> {
  return (input, context) => {
    const secret = findSecret(secrets, input.SecretId);
    return readVersion(secrets, { secret, version: chooseVersion(secret, input), context });
  };
}

interface Reading {
  readonly secret: Secret;
  readonly version: SecretVersion;
  readonly context: RequestContext;
}

/** A version with its value; that it was read is noted. */
export async function readVersion(secrets: Secrets, reading: Reading): Promise<GetSecretValueResponse> {
  const { secret, version, context } = reading;
  const { caller } = context;
  const value = await openValue(secrets, { secret, versionId: version.id, caller });
  noteAccess(secrets, secret.arn, version.id);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...value,
    VersionStages: [...version.stages],
    CreatedDate: new Date(version.createdMs),
  };
}

/** The version by its id, its stage (both must fit, if both are given), or the current one. */
export function chooseVersion(
  secret: Secret,
  { VersionId, VersionStage }: GetSecretValueRequest,
): SecretVersion {
  if (VersionId === undefined) {
    const stage = VersionStage ?? CURRENT;
    const version = stagedVersion(secret, stage);
    if (version === undefined) throw secretErrors.valueNotFound(`staging label: ${stage}`);
    return version;
  }
  const version = versionOf(secret, VersionId);
  if (version === undefined) throw secretErrors.valueNotFound(`VersionId: ${VersionId}`);
  if (VersionStage === undefined || version.stages.includes(VersionStage)) return version;
  throw secretErrors.invalidRequest(
    "You provided a VersionStage that is not associated to the provided VersionId.",
  );
}

function noteAccess(secrets: Secrets, arn: string, versionId: string): void {
  const accessedMs = secrets.runtime.clock.now();
  const secret = findSecret(secrets, arn);
  const versions = secret.versions.map((version) =>
    version.id === versionId ? { ...version, accessedMs } : version,
  );
  keep(secrets, { ...secret, accessedMs, versions });
}
