import type { DisableKeyRequest, EnableKeyRequest, UpdateKeyDescriptionRequest } from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { kmsErrors } from "../errors.ts";
import { findChangeableKey, type Kms } from "../key-registry.ts";

export function enableKey(kms: Kms): Operation<EnableKeyRequest, object> {
  return (input) => {
    const key = findChangeableKey(kms, input.KeyId);
    kms.keys.put(key.id, { ...key, state: "Enabled" });
    return {};
  };
}

/** A disabled key neither encrypts nor decrypts until it is enabled again. */
export function disableKey(kms: Kms): Operation<DisableKeyRequest, object> {
  return (input) => {
    const key = findChangeableKey(kms, input.KeyId);
    kms.keys.put(key.id, { ...key, state: "Disabled" });
    return {};
  };
}

export function updateKeyDescription(kms: Kms): Operation<UpdateKeyDescriptionRequest, object> {
  return (input) => {
    const description = input.Description ?? "";
    if (description.length > 8192)
      throw kmsErrors.validation("Description must have at most 8192 characters.");
    const key = findChangeableKey(kms, input.KeyId);
    kms.keys.put(key.id, { ...key, description });
    return {};
  };
}
