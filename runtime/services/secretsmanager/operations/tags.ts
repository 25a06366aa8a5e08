import type { TagResourceRequest, UntagResourceRequest } from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../kernel/service.ts";
import { findSecret, type Secrets } from "../secrets.ts";
import { addTags } from "../tags.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html */
export function tagResource(secrets: Secrets): Operation<TagResourceRequest, object> {
  return (input) => {
    const secret = findSecret(secrets, input.SecretId);
    secrets.state.secrets.put(secret.name, { ...secret, tags: addTags(secret.tags, input.Tags) });
    return {};
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html */
export function untagResource(secrets: Secrets): Operation<UntagResourceRequest, object> {
  return (input) => {
    const secret = findSecret(secrets, input.SecretId);
    const left = Object.entries(secret.tags).filter(([key]) => !input.TagKeys?.includes(key));
    secrets.state.secrets.put(secret.name, { ...secret, tags: Object.fromEntries(left) });
    return {};
  };
}
