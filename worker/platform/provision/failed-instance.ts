import { DescribeInstancesCommand, GetConsoleOutputCommand } from "@aws-sdk/client-ec2";
import { isRefusedWith, type StackContext } from "./stack.ts";

/** So much of a log that a person sees the reason, and a message stays readable. */
const lastLines = 20;

/** Why an instance failed, as far as EC2 knows, and the last lines it wrote. */
export async function describeFailedInstance(context: StackContext, instanceId: string): Promise<string> {
  const [reason, lines] = await Promise.all([
    readReason(context, instanceId),
    readLastLines(context, instanceId),
  ]);
  const log = lines.length === 0 ? "It wrote nothing." : `Its last lines:\n${lines.join("\n")}`;
  return [...(reason === undefined ? [] : [`EC2 says: ${reason}.`]), log].join("\n");
}

async function readReason({ ec2 }: StackContext, instanceId: string): Promise<string | undefined> {
  try {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
    const instance = Reservations?.[0]?.Instances?.[0];
    const reason = instance?.StateReason?.Message ?? instance?.StateTransitionReason;
    return reason === undefined || reason === "" ? undefined : `${instance?.State?.Name}, ${reason}`;
  } catch (error) {
    if (isRefusedWith(error, "InvalidInstanceID.NotFound")) return "the instance is not known any more";
    throw error;
  }
}

async function readLastLines({ ec2 }: StackContext, InstanceId: string): Promise<readonly string[]> {
  try {
    const { Output } = await ec2.send(new GetConsoleOutputCommand({ InstanceId, Latest: true }));
    const text = Buffer.from(Output ?? "", "base64").toString("utf8");
    return text.trimEnd().split("\n").filter(Boolean).slice(-lastLines);
  } catch (error) {
    if (isRefusedWith(error, "InvalidInstanceID.NotFound", "UnsupportedOperation")) return [];
    throw error;
  }
}
