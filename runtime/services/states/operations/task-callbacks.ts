import type { SendTaskFailureInput, SendTaskHeartbeatInput, SendTaskSuccessInput } from "@aws-sdk/client-sfn";
import { Failure } from "../../../asl/failure.ts";
import type { Json } from "../../../asl/json.ts";
import { DEEPEST_JSON, isTooDeep } from "../../../asl/json-depth.ts";
import type { TokenAnswer } from "../../../driver/token-answer.ts";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { States } from "../states.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
export function sendTaskSuccess({ driver }: States): Operation<SendTaskSuccessInput, object> {
  return async (input) => {
    const token = input.taskToken ?? "";
    refuse(driver.answer(token, (reports) => reports.succeeded(parseOutput(input.output ?? ""))));
    await driver.committed();
    return {};
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html */
export function sendTaskFailure({ driver }: States): Operation<SendTaskFailureInput, object> {
  return async (input) => {
    const failure = new Failure(input.error, input.cause);
    refuse(driver.answer(input.taskToken ?? "", (reports) => reports.failed(failure)));
    await driver.committed();
    return {};
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html */
export function sendTaskHeartbeat({ driver }: States): Operation<SendTaskHeartbeatInput, object> {
  return (input) => {
    refuse(driver.heartbeat(input.taskToken ?? ""));
    return {};
  };
}

function parseOutput(text: string): Json {
  if (isTooDeep(text))
    throw new AwsError("InvalidOutput", `Invalid Output: 'nested deeper than ${DEEPEST_JSON} levels'`);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new AwsError("InvalidOutput", `Invalid Output: '${(cause as Error).message}'`, { cause });
  }
}

function refuse(answer: TokenAnswer): void {
  if (answer === "invalid") throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  if (answer === "timed-out")
    throw new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
}
