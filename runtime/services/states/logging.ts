import type { LoggingConfiguration } from "@aws-sdk/client-sfn";
import { AwsError } from "../../protocol/aws-error.ts";

/** What a state machine logs when nothing is said of it. */
export const LOGS_NOTHING: LoggingConfiguration = { level: "OFF", includeExecutionData: false };

/** A logging configuration with its defaults; refuses one that logs to nowhere or to several places. */
export function checkLogging(
  configuration: LoggingConfiguration | undefined,
): LoggingConfiguration | undefined {
  if (configuration === undefined) return undefined;
  const { level = "OFF", includeExecutionData = false, destinations } = configuration;
  if (level !== "OFF" && destinations?.length !== 1) {
    const message = "Invalid Logging Configuration: Must specify exactly one Log Destination.";
    throw new AwsError("InvalidLoggingConfiguration", message);
  }
  return { level, includeExecutionData, ...(destinations === undefined ? {} : { destinations }) };
}
