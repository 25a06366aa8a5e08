import { AwsError } from "../../protocol/aws-error.ts";

export interface InstanceType {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architecture: "x86_64" | "arm64";
  readonly freeTier: boolean;
}

const type = (vcpus: number, memoryGiB: number, rest: Partial<InstanceType> = {}): InstanceType => ({
  ...{ vcpus, memoryMiB: memoryGiB * 1024, architecture: "x86_64", freeTier: false },
  ...rest,
});

/**
 * The instance types that can be asked for.
 * DIVERGES: an instance shares the machine's processors and memory whatever its type is, and runs the machine's
 * architecture.
 */
export const INSTANCE_TYPES: Readonly<Record<string, InstanceType>> = {
  "t2.micro": type(1, 1, { freeTier: true }),
  "t3.nano": type(2, 0.5),
  "t3.micro": type(2, 1, { freeTier: true }),
  "t3.small": type(2, 2),
  "t3.medium": type(2, 4),
  "t3.large": type(2, 8),
  "t3.xlarge": type(4, 16),
  "t4g.micro": type(2, 1, { architecture: "arm64" }),
  "t4g.small": type(2, 2, { architecture: "arm64" }),
  "m5.large": type(2, 8),
  "m6i.large": type(2, 8),
  "m7i.large": type(2, 8),
  "c5.large": type(2, 4),
  "c6i.large": type(2, 4),
};

export function findInstanceType(name: string): InstanceType {
  const found = Object.hasOwn(INSTANCE_TYPES, name) ? INSTANCE_TYPES[name] : undefined;
  if (found !== undefined) return found;
  throw new AwsError("InvalidInstanceType", `The following supplied instance types do not exist: [${name}]`);
}
