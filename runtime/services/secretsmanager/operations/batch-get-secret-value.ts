import type {
  APIErrorType,
  BatchGetSecretValueRequest,
  BatchGetSecretValueResponse,
  SecretValueEntry,
} from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { type Page, pageByPosition } from "../../../protocol/page.ts";
import { secretErrors } from "../errors.ts";
import { compileFilters } from "../filters.ts";
import { allSecrets, findSecret, type Secrets } from "../secrets.ts";
import { chooseVersion, readVersion } from "./get-secret-value.ts";

const MOST_SECRETS = 20;

/**
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html: current values by ids or
 * by filters; what cannot be read is among the errors.
 */
export function batchGetSecretValue(
  secrets: Secrets,
): Operation<BatchGetSecretValueRequest, BatchGetSecretValueResponse> {
  return async (input, context) => {
    const { items, nextToken } = chosenIds(secrets, input);
    const SecretValues: SecretValueEntry[] = [];
    const Errors: APIErrorType[] = [];
    for (const SecretId of items) {
      try {
        const secret = findSecret(secrets, SecretId);
        SecretValues.push(
          await readVersion(secrets, { secret, version: chooseVersion(secret, { SecretId }), context }),
        );
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
      }
    }
    return { SecretValues, Errors, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
  };
}

function chosenIds(secrets: Secrets, input: BatchGetSecretValueRequest): Page<string> {
  const { SecretIdList: ids = [], Filters: filters = [], MaxResults } = input;
  if (ids.length > 0 === filters.length > 0)
    throw secretErrors.invalidParameter("You must include Filters or SecretIdList, but not both.");
  if (ids.length > MOST_SECRETS)
    throw secretErrors.validation(`SecretIdList has at most ${MOST_SECRETS} members.`);
  if (MaxResults !== undefined && (MaxResults < 1 || MaxResults > MOST_SECRETS))
    throw secretErrors.validation(`MaxResults must be between 1 and ${MOST_SECRETS}.`);
  if (ids.length > 0) {
    if (MaxResults !== undefined)
      throw secretErrors.invalidParameter("You can't use MaxResults in conjunction with SecretIdList.");
    return { items: ids, nextToken: undefined };
  }
  const passes = compileFilters(filters);
  const found = allSecrets(secrets).filter((secret) => secret.deletion === undefined && passes(secret));
  return pageByPosition(
    found.map(({ arn }) => arn),
    {
      limit: MaxResults ?? MOST_SECRETS,
      token: input.NextToken,
      invalidTokenCode: "InvalidNextTokenException",
    },
  );
}
