import type {
  CreateAliasRequest,
  DeleteAliasRequest,
  ListAliasesRequest,
  ListAliasesResponse,
  UpdateAliasRequest,
} from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { kmsErrors } from "../errors.ts";
import { aliasArn, findChangeableKey, findKeyById, type Kms, MANAGED_ALIASES } from "../key-registry.ts";
import type { AliasState } from "../key-state.ts";
import { nextMarker, pageRules } from "../request-rules.ts";

const ALIAS_NAME = /^alias\/[a-zA-Z0-9/_-]{1,250}$/;

export function createAlias(kms: Kms): Operation<CreateAliasRequest, object> {
  return (input) => {
    const name = checkedName(input.AliasName);
    if (kms.aliases.has(name)) throw kmsErrors.aliasExists(aliasArn(kms, name));
    const key = findChangeableKey(kms, input.TargetKeyId);
    const now = kms.runtime.clock.now();
    kms.aliases.put(name, { name, keyId: key.id, createdMs: now, updatedMs: now });
    return {};
  };
}

/** Points an alias at another key. */
export function updateAlias(kms: Kms): Operation<UpdateAliasRequest, object> {
  return (input) => {
    const alias = existingAlias(kms, input.AliasName);
    const key = findChangeableKey(kms, input.TargetKeyId);
    kms.aliases.put(alias.name, { ...alias, keyId: key.id, updatedMs: kms.runtime.clock.now() });
    return {};
  };
}

export function deleteAlias(kms: Kms): Operation<DeleteAliasRequest, object> {
  return (input) => {
    kms.aliases.delete(existingAlias(kms, input.AliasName).name);
    return {};
  };
}

/** All aliases, or those of one key; AWS managed aliases are listed without a key until it is made. */
export function listAliases(kms: Kms): Operation<ListAliasesRequest, ListAliasesResponse> {
  return (input) => {
    const keyId = input.KeyId === undefined ? undefined : findKeyById(kms, input.KeyId).id;
    const aliases =
      keyId === undefined ? everyAlias(kms) : [...kms.aliases.values()].filter((a) => a.keyId === keyId);
    const page = pageOf(aliases, { ...pageRules(input), keyOf: ({ name }) => name });
    return { Aliases: page.items.map((alias) => aliasEntry(kms, alias)), ...nextMarker(page.nextToken) };
  };
}

type ListedAlias = Pick<AliasState, "name"> & Partial<AliasState>;

function everyAlias(kms: Kms): ListedAlias[] {
  const unused = MANAGED_ALIASES.filter((name) => !kms.aliases.has(name)).map((name) => ({ name }));
  return [...kms.aliases.values(), ...unused].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function aliasEntry(kms: Kms, alias: ListedAlias) {
  return {
    AliasName: alias.name,
    AliasArn: aliasArn(kms, alias.name),
    ...(alias.keyId === undefined ? {} : { TargetKeyId: alias.keyId }),
    ...(alias.createdMs === undefined ? {} : { CreationDate: new Date(alias.createdMs) }),
    ...(alias.updatedMs === undefined ? {} : { LastUpdatedDate: new Date(alias.updatedMs) }),
  };
}

function checkedName(name = ""): string {
  if (name.startsWith("alias/aws/"))
    throw kmsErrors.invalidAlias("Aliases that begin with alias/aws/ are reserved.");
  if (!ALIAS_NAME.test(name))
    throw kmsErrors.invalidAlias(`'${name}' is no alias name: expected ${ALIAS_NAME.source}.`);
  return name;
}

function existingAlias(kms: Kms, name: string | undefined): AliasState {
  const alias = kms.aliases.get(checkedName(name));
  if (alias === undefined) throw kmsErrors.aliasNotFound(aliasArn(kms, name ?? ""));
  return alias;
}
