import type {
  DescribeInstanceAttributeCommandInput,
  DescribeInstanceAttributeCommandOutput,
  InstanceAttribute,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { findInstances } from "../../lookup.ts";
import type { InstanceRecord } from "../../records.ts";

/** One attribute of an instance. */
export const describeInstanceAttribute = (ec2: Ec2) =>
  ec2Operation<DescribeInstanceAttributeCommandInput, DescribeInstanceAttributeCommandOutput>(
    ["InstanceId", "Attribute"],
    (input) => {
      const [it] = findInstances(ec2.state, [input.InstanceId ?? ""]);
      const read = ATTRIBUTES[input.Attribute ?? ""];
      if (read === undefined || it === undefined) {
        throw new AwsError(
          "UnsupportedOperation",
          `EC2: not emulated: the instance attribute ${input.Attribute}`,
        );
      }
      return { InstanceId: input.InstanceId, ...read(it) };
    },
  );

const ATTRIBUTES: Readonly<Record<string, (it: InstanceRecord) => InstanceAttribute>> = {
  instanceType: (it) => ({ InstanceType: { Value: it.instanceType } }),
  userData: (it) => ({ UserData: { Value: it.userData } }),
  disableApiTermination: (it) => ({ DisableApiTermination: { Value: it.apiTerminationDisabled } }),
  instanceInitiatedShutdownBehavior: (it) => ({
    InstanceInitiatedShutdownBehavior: { Value: it.shutdownBehavior },
  }),
  groupSet: (it) => ({ Groups: it.securityGroupIds.map((GroupId) => ({ GroupId })) }),
  sourceDestCheck: () => ({ SourceDestCheck: { Value: true } }),
  ebsOptimized: () => ({ EbsOptimized: { Value: false } }),
};
