import type { ListSecretsRequest, ListSecretsResponse, SortByType } from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { pageByPosition } from "../../../protocol/page.ts";
import { secretErrors } from "../errors.ts";
import { compileFilters } from "../filters.ts";
import { allSecrets, type Secrets } from "../secrets.ts";
import { showSecret, stagesByVersion } from "../show-secret.ts";
import type { Secret } from "../state.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html: by the time of creation. */
export function listSecrets(secrets: Secrets): Operation<ListSecretsRequest, ListSecretsResponse> {
  return (input) => {
    const { MaxResults: pageSize = 100, NextToken: token } = input;
    if (pageSize < 1 || pageSize > 100)
      throw secretErrors.validation("MaxResults must be between 1 and 100.");
    const passes = compileFilters(input.Filters);
    const shown = allSecrets(secrets)
      .filter(({ deletion }) => deletion === undefined || input.IncludePlannedDeletion === true)
      .filter(passes)
      .sort(orderOf(input));
    const page = pageByPosition(shown, {
      limit: pageSize,
      token,
      invalidTokenCode: "InvalidNextTokenException",
    });
    return {
      SecretList: page.items.map((secret) => ({
        ...showSecret(secret),
        SecretVersionsToStages: stagesByVersion(secret),
      })),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  };
}

const SORT_KEYS: Readonly<Record<SortByType, (secret: Secret) => number | string>> = {
  "created-date": ({ createdMs }) => createdMs,
  "last-accessed-date": ({ accessedMs }) => accessedMs ?? 0,
  "last-changed-date": ({ changedMs }) => changedMs,
  name: ({ name }) => name,
};

function orderOf({ SortBy = "created-date", SortOrder = "desc" }: ListSecretsRequest) {
  const keyOf = SORT_KEYS[SortBy];
  if (keyOf === undefined) throw secretErrors.validation(`'${SortBy}' is nothing to sort by.`);
  if (SortOrder !== "asc" && SortOrder !== "desc")
    throw secretErrors.validation(`SortOrder must be asc or desc, is '${SortOrder}'.`);
  const ascending = (one: Secret, other: Secret) => {
    const [left, right] = [keyOf(one), keyOf(other)];
    if (left === right) return one.name < other.name ? -1 : 1;
    return left < right ? -1 : 1;
  };
  return SortOrder === "asc" ? ascending : (one: Secret, other: Secret) => -ascending(one, other);
}
