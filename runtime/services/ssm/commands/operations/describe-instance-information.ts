import type {
  DescribeInstanceInformationCommandInput,
  DescribeInstanceInformationCommandOutput,
  InstanceInformation,
  InstanceInformationStringFilter,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { pageByPosition } from "../../../../protocol/page.ts";
import { commandOperation } from "../command-operation.ts";
import type { RunCommand } from "../context.ts";
import { listManaged, type ManagedInstance } from "../instances.ts";

/** The instances that take commands: every running one. */
export const describeInstanceInformation = ({ runtime }: RunCommand) =>
  commandOperation<DescribeInstanceInformationCommandInput, DescribeInstanceInformationCommandOutput>(
    ["Filters", "MaxResults", "NextToken"],
    async (input) => {
      const instances = await listManaged(runtime, (input.Filters ?? []).flatMap(toFilters));
      const page = pageByPosition(instances, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      const nowMs = runtime.clock.now();
      return {
        InstanceInformationList: page.items.map((it) => toInformation(it, nowMs)),
        NextToken: page.nextToken,
      };
    },
  );

/** What all instances share can only be matched or not. */
const SAME_FOR_ALL: Readonly<Record<string, string>> = {
  PingStatus: "Online",
  PlatformTypes: "Linux",
  ResourceType: "EC2Instance",
};

function toFilters({
  Key = "",
  Values = [],
}: InstanceInformationStringFilter): { Name: string; Values: string[] }[] {
  if (Key === "InstanceIds") return [{ Name: "instance-id", Values }];
  if (Key.startsWith("tag:") || Key === "tag-key") return [{ Name: Key, Values }];
  const shared = Object.hasOwn(SAME_FOR_ALL, Key) ? SAME_FOR_ALL[Key] : undefined;
  if (shared === undefined) throw new AwsError("InvalidFilterKey", `SSM: not emulated: the filter ${Key}`);
  return Values.includes(shared) ? [] : [{ Name: "instance-id", Values: ["none"] }];
}

function toInformation(it: ManagedInstance, nowMs: number): InstanceInformation {
  return {
    InstanceId: it.instanceId,
    PingStatus: "Online",
    LastPingDateTime: new Date(nowMs),
    AgentVersion: "3.3.2746.0",
    IsLatestVersion: true,
    PlatformType: "Linux",
    PlatformName: "repave",
    RegistrationDate: new Date(it.launchedMs),
    ResourceType: "EC2Instance",
    IPAddress: it.privateIp,
    ComputerName: `ip-${it.privateIp.replaceAll(".", "-")}.ec2.internal`,
    SourceId: it.instanceId,
    SourceType: "AWS::EC2::Instance",
  };
}
