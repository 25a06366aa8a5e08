import type { CreateLogStreamCommandInput, PutLogEventsCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { GetParameterCommandInput, GetParametersCommandInput, Parameter } from "@aws-sdk/client-ssm";

type ParameterText = Pick<Parameter, "Name" | "Value">;

/** What the boot program asks of AWS, with as much of the answers as it reads. */
export interface AwsOperations {
  readonly GetParameter: {
    readonly input: GetParameterCommandInput;
    readonly output: { readonly Parameter?: ParameterText };
  };
  readonly GetParameters: {
    readonly input: GetParametersCommandInput;
    readonly output: {
      readonly Parameters?: readonly ParameterText[];
      readonly InvalidParameters?: readonly string[];
    };
  };
  readonly CreateLogStream: { readonly input: CreateLogStreamCommandInput; readonly output: object };
  readonly PutLogEvents: { readonly input: PutLogEventsCommandInput; readonly output: object };
}

const parameterStore = { service: "ssm", target: "AmazonSSM" } as const;
const logs = { service: "logs", target: "Logs_20140328" } as const;

/** The service of each operation, by its signing name, and what goes before the operation's name in `X-Amz-Target`. */
export const operationServices = {
  GetParameter: parameterStore,
  GetParameters: parameterStore,
  CreateLogStream: logs,
  PutLogEvents: logs,
} as const satisfies Record<keyof AwsOperations, { readonly service: string; readonly target: string }>;
