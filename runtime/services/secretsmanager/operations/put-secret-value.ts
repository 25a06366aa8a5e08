import { randomUUID } from "node:crypto";
import type { PutSecretValueRequest, PutSecretValueResponse } from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { checkToken } from "../client-token.ts";
import { secretErrors } from "../errors.ts";
import { readValue } from "../secret-value.ts";
import { findSecret, type Secrets } from "../secrets.ts";
import { CURRENT, putVersion, versionOf } from "../versions.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export function putSecretValue(secrets: Secrets): Operation<PutSecretValueRequest, PutSecretValueResponse> {
  return async (input, { caller }) => {
    refuseMembers(input, ["RotationToken"], { code: "InvalidParameterException" });
    const secret = findSecret(secrets, input.SecretId);
    const token = checkToken(input.ClientRequestToken ?? randomUUID());
    const value = readValue(input);
    if (value === undefined) throw secretErrors.noValue();
    const stages = input.VersionStages?.length ? input.VersionStages : [CURRENT];
    // The first version of a secret is its current one, whatever else it is.
    const first = secret.versions.length === 0 ? [CURRENT] : [];
    const all = [...new Set([...stages, ...first])];
    const changed = await putVersion(secrets, secret, { token, value, stages: all, caller });
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: token,
      VersionStages: [...(versionOf(changed, token)?.stages ?? [])],
    };
  };
}
