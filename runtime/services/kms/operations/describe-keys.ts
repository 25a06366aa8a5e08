import type {
  DescribeKeyRequest,
  DescribeKeyResponse,
  ListKeysRequest,
  ListKeysResponse,
} from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { keyMetadata } from "../key-metadata.ts";
import { findKey, type Kms } from "../key-registry.ts";
import { nextMarker, pageRules } from "../request-rules.ts";

export function describeKey(kms: Kms): Operation<DescribeKeyRequest, DescribeKeyResponse> {
  return (input) => ({ KeyMetadata: keyMetadata(kms, findKey(kms, input.KeyId)) });
}

export function listKeys(kms: Kms): Operation<ListKeysRequest, ListKeysResponse> {
  return (input) => {
    const page = pageOf(kms.keys.values(), { ...pageRules(input, 100), keyOf: (key) => key.id });
    return {
      Keys: page.items.map((key) => ({ KeyId: key.id, KeyArn: key.arn })),
      ...nextMarker(page.nextToken),
    };
  };
}
