import type { DescribeSecretRequest, DescribeSecretResponse } from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { findAnySecret, type Secrets } from "../secrets.ts";
import { showSecret, stagesByVersion } from "../show-secret.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export function describeSecret(secrets: Secrets): Operation<DescribeSecretRequest, DescribeSecretResponse> {
  return (input) => {
    const secret = findAnySecret(secrets, input.SecretId);
    return { ...showSecret(secret), VersionIdsToStages: stagesByVersion(secret) };
  };
}
