import type {
  CreatePolicyVersionRequest,
  CreatePolicyVersionResponse,
  DeletePolicyVersionRequest,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse,
  PolicyVersion,
  SetDefaultPolicyVersionRequest,
} from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { type Directory, findOwnPolicy, findPolicy, iamPage } from "../directory.ts";
import { iamErrors } from "../errors.ts";
import type { PolicyState, PolicyVersionState } from "../iam-state.ts";
import { checkIdentityPolicy, encodeDocument } from "../policy-document.ts";

const MOST_VERSIONS = 5;

/** Adds a version, which may become the default at once. A policy keeps five. */
export function createPolicyVersion(
  directory: Directory,
): Operation<CreatePolicyVersionRequest, CreatePolicyVersionResponse> {
  return (input) => {
    const policy = findOwnPolicy(directory, input.PolicyArn);
    const document = input.PolicyDocument ?? "";
    checkIdentityPolicy(document);
    if (policy.versions.length >= MOST_VERSIONS) {
      throw iamErrors.limit(`A managed policy can have up to ${MOST_VERSIONS} versions. Delete one first.`);
    }
    const lastVersion = policy.lastVersion + 1;
    const version = { id: `v${lastVersion}`, document, createdMs: directory.runtime.clock.now() };
    const defaultVersion = input.SetAsDefault ? version.id : policy.defaultVersion;
    const changed: PolicyState = {
      ...policy,
      lastVersion,
      defaultVersion,
      versions: [...policy.versions, version],
      updatedMs: version.createdMs,
    };
    directory.policies.put(policy.arn, changed);
    return { PolicyVersion: showVersion(changed, version) };
  };
}

export function getPolicyVersion(
  directory: Directory,
): Operation<GetPolicyVersionRequest, GetPolicyVersionResponse> {
  return (input) => {
    const policy = findPolicy(directory, input.PolicyArn);
    const version = findVersion(policy, input.VersionId);
    return { PolicyVersion: { ...showVersion(policy, version), Document: encodeDocument(version.document) } };
  };
}

export function listPolicyVersions(
  directory: Directory,
): Operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse> {
  return (input) => {
    const policy = findPolicy(directory, input.PolicyArn);
    const place = ({ id }: PolicyVersionState) => String(1e9 - Number(id.slice(1)));
    const { items, more } = iamPage([...policy.versions].reverse(), { input, keyOf: place });
    return { Versions: items.map((version) => showVersion(policy, version)), ...more };
  };
}

export function setDefaultPolicyVersion(
  directory: Directory,
): Operation<SetDefaultPolicyVersionRequest, object> {
  return (input) => {
    const policy = findOwnPolicy(directory, input.PolicyArn);
    const { id } = findVersion(policy, input.VersionId);
    directory.policies.put(policy.arn, {
      ...policy,
      defaultVersion: id,
      updatedMs: directory.runtime.clock.now(),
    });
    return {};
  };
}

export function deletePolicyVersion(directory: Directory): Operation<DeletePolicyVersionRequest, object> {
  return (input) => {
    const policy = findOwnPolicy(directory, input.PolicyArn);
    const { id } = findVersion(policy, input.VersionId);
    if (id === policy.defaultVersion)
      throw iamErrors.conflict("Cannot delete the default version of a policy.");
    directory.policies.put(policy.arn, {
      ...policy,
      versions: policy.versions.filter((version) => version.id !== id),
    });
    return {};
  };
}

function findVersion(policy: PolicyState, id: string | undefined): PolicyVersionState {
  const version = policy.versions.find((candidate) => candidate.id === id);
  if (version === undefined) throw iamErrors.noSuchVersion(policy.arn, id ?? "");
  return version;
}

function showVersion(policy: PolicyState, { id, createdMs }: PolicyVersionState): PolicyVersion {
  return { VersionId: id, IsDefaultVersion: id === policy.defaultVersion, CreateDate: new Date(createdMs) };
}
