import type {
  DescribeInstanceTypesCommandInput,
  DescribeInstanceTypesCommandOutput,
  InstanceTypeInfo,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { pageByPosition } from "../../../../protocol/page.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";
import { INSTANCE_TYPES, type InstanceType } from "../../instance-type.ts";

/** The instance types that can be launched. */
export const describeInstanceTypes = () =>
  ec2Operation<DescribeInstanceTypesCommandInput, DescribeInstanceTypesCommandOutput>(
    ["InstanceTypes", "Filters", "MaxResults", "NextToken"],
    (input) => {
      const names = input.InstanceTypes ?? [];
      const unknown = names.find((name) => !Object.hasOwn(INSTANCE_TYPES, name));
      if (unknown !== undefined) {
        throw new AwsError(
          "InvalidInstanceType",
          `The following supplied instance types do not exist: [${unknown}]`,
        );
      }
      const all = Object.entries(INSTANCE_TYPES).map(([name, type]) => ({ name, ...type }));
      const wanted = all.filter((it) => names.length === 0 || names.some((name) => name === it.name));
      const found = applyFilters(wanted, { filters: input.Filters, table: FILTERS, tagsOf: () => undefined });
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { InstanceTypes: page.items.map(toInstanceTypeInfo), NextToken: page.nextToken };
    },
  );

type NamedType = InstanceType & { readonly name: string };

const FILTERS: FilterTable<NamedType> = {
  "instance-type": (it) => it.name,
  "current-generation": (it) => `${!it.name.startsWith("t2.")}`,
  "free-tier-eligible": (it) => `${it.freeTier}`,
  "processor-info.supported-architecture": (it) => it.architecture,
  "vcpu-info.default-vcpus": (it) => `${it.vcpus}`,
  "memory-info.size-in-mib": (it) => `${it.memoryMiB}`,
};

function toInstanceTypeInfo(it: NamedType): InstanceTypeInfo {
  return {
    InstanceType: it.name as InstanceTypeInfo["InstanceType"],
    CurrentGeneration: !it.name.startsWith("t2."),
    FreeTierEligible: it.freeTier,
    SupportedUsageClasses: ["on-demand"],
    SupportedRootDeviceTypes: ["instance-store"],
    SupportedVirtualizationTypes: ["hvm"],
    BareMetal: false,
    ProcessorInfo: { SupportedArchitectures: [it.architecture] },
    VCpuInfo: { DefaultVCpus: it.vcpus },
    MemoryInfo: { SizeInMiB: it.memoryMiB },
    BurstablePerformanceSupported: it.name.startsWith("t"),
  };
}
