import type { DescribeKeyPairsCommandInput, DescribeKeyPairsCommandOutput } from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";
import { findKeyPairs, toKeyPairInfo } from "../../key-pairs.ts";
import type { KeyPairRecord } from "../../records.ts";

/** The key pairs there are. */
export const describeKeyPairs = (ec2: Ec2) =>
  ec2Operation<DescribeKeyPairsCommandInput, DescribeKeyPairsCommandOutput>(
    ["KeyNames", "KeyPairIds", "Filters", "IncludePublicKey"],
    (input) => {
      const pairs = findKeyPairs(ec2.state, { names: input.KeyNames, ids: input.KeyPairIds });
      const tagsOf = (it: KeyPairRecord) => ec2.state.tags.get(it.keyPairId);
      const found = applyFilters(pairs, { filters: input.Filters, table: FILTERS, tagsOf });
      const toInfo = (it: KeyPairRecord) => ({
        ...toKeyPairInfo(ec2, it),
        ...(input.IncludePublicKey === true ? { PublicKey: it.publicKey } : {}),
      });
      return { KeyPairs: found.map(toInfo) };
    },
  );

const FILTERS: FilterTable<KeyPairRecord> = {
  "key-pair-id": (it) => it.keyPairId,
  "key-name": (it) => it.keyName,
  fingerprint: (it) => it.fingerprint,
};
