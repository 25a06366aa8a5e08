import type {
  ListSecretVersionIdsRequest,
  ListSecretVersionIdsResponse,
} from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { pageByPosition } from "../../../protocol/page.ts";
import { secretErrors } from "../errors.ts";
import { findAnySecret, type Secrets } from "../secrets.ts";
import { wholeDay } from "../show-secret.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html */
export function listSecretVersionIds(
  secrets: Secrets,
): Operation<ListSecretVersionIdsRequest, ListSecretVersionIdsResponse> {
  return (input) => {
    const { MaxResults: pageSize = 100, NextToken: token } = input;
    if (pageSize < 1 || pageSize > 100)
      throw secretErrors.validation("MaxResults must be between 1 and 100.");
    const secret = findAnySecret(secrets, input.SecretId);
    const shown = secret.versions.filter(
      ({ stages }) => stages.length > 0 || input.IncludeDeprecated === true,
    );
    const page = pageByPosition(shown, {
      limit: pageSize,
      token,
      invalidTokenCode: "InvalidNextTokenException",
    });
    return {
      ARN: secret.arn,
      Name: secret.name,
      Versions: page.items.map(({ id, stages, createdMs, accessedMs, keyId }) => ({
        VersionId: id,
        ...(stages.length === 0 ? {} : { VersionStages: [...stages] }),
        ...(accessedMs === undefined ? {} : { LastAccessedDate: wholeDay(accessedMs) }),
        CreatedDate: new Date(createdMs),
        KmsKeyIds: [secret.keyId === undefined ? "DefaultEncryptionKey" : keyId],
      })),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  };
}
