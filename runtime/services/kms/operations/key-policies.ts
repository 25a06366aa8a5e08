import type {
  GetKeyPolicyRequest,
  GetKeyPolicyResponse,
  ListKeyPoliciesRequest,
  ListKeyPoliciesResponse,
  PutKeyPolicyRequest,
} from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { checkPolicy } from "../key-policy.ts";
import { findChangeableKey, findKeyById, type Kms } from "../key-registry.ts";

export function putKeyPolicy(kms: Kms): Operation<PutKeyPolicyRequest, object> {
  return (input) => {
    checkName(input.PolicyName);
    checkPolicy(input.Policy ?? "");
    const key = findChangeableKey(kms, input.KeyId);
    kms.keys.put(key.id, { ...key, policy: input.Policy ?? "" });
    return {};
  };
}

export function getKeyPolicy(kms: Kms): Operation<GetKeyPolicyRequest, GetKeyPolicyResponse> {
  return (input) => {
    checkName(input.PolicyName);
    return { Policy: findKeyById(kms, input.KeyId).policy, PolicyName: "default" };
  };
}

/** A key has exactly one policy, which is called `default`. */
export function listKeyPolicies(kms: Kms): Operation<ListKeyPoliciesRequest, ListKeyPoliciesResponse> {
  return (input) => {
    findKeyById(kms, input.KeyId);
    return { PolicyNames: ["default"], Truncated: false };
  };
}

function checkName(name = "default"): void {
  if (name !== "default") throw new AwsError("NotFoundException", `No such policy exists: ${name}`);
}
