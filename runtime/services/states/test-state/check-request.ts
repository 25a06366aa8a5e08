import type { TestStateInput } from "@aws-sdk/client-sfn";
import { isJsonObject, type Json, type JsonObject } from "../../../asl/json.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { checkContext } from "./check-context.ts";
import { checkMockResult } from "./check-mock-result.ts";
import { hasStateInside } from "./tested-state.ts";

/** What a test is given in place of the state's work. */
export type Mock =
  | { readonly kind: "result"; readonly result: Json }
  | { readonly kind: "error"; readonly error: string | undefined; readonly cause: string | undefined };

/** The parts of the request that have to fit each other, and the state. */
export interface CheckedRequest {
  readonly mock: Mock | undefined;
  readonly context: JsonObject | undefined;
  readonly variables: JsonObject;
  readonly failedIterations: number;
}

const MOCKABLE = new Set(["Task", "Map", "Parallel"]);

/** Refuses a request for the test of a state that AWS would not take. */
export function checkRequest(input: TestStateInput, raw: JsonObject): CheckedRequest {
  const { mock, stateConfiguration = {} } = input;
  const type = String(raw.Type);
  if (mock?.result !== undefined && mock.errorOutput !== undefined)
    refuse("A test mock should have only one of the following fields: [result, errorOutput].");
  if (mock !== undefined && input.revealSecrets === true)
    refuse("TestState does not support RevealSecrets when a mock is specified.");
  if (mock === undefined && stateConfiguration.mapIterationFailureCount !== undefined) {
    refuse("TestState does not support MapIterationFailureCount when a mock is not specified.");
  }
  if (mock === undefined && (type === "Map" || type === "Parallel")) {
    const message =
      "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]";
    throw new AwsError("InvalidDefinition", message);
  }
  if (mock !== undefined && !MOCKABLE.has(type))
    refuse(`State type '${type}' is not supported when a mock is specified`);
  if (mock === undefined && type === "Task" && input.roleArn === undefined)
    refuse("RoleArn must be specified when testing a Task state");
  checkConfiguration(input, raw);
  const context =
    input.context === undefined ? undefined : checkContext(parseObject(input.context, "context"), raw);
  const checked =
    mock?.result === undefined
      ? undefined
      : checkResult(mock.result, { raw, mode: mock.fieldValidationMode ?? "STRICT" });
  const failedIterations = stateConfiguration.mapIterationFailureCount ?? 0;
  if (checked !== undefined && type === "Map") checkIterations(checked, failedIterations, raw);
  return {
    mock: checked === undefined ? errorMock(mock) : { kind: "result", result: checked },
    context,
    variables: input.variables === undefined ? {} : parseObject(input.variables, "variables"),
    failedIterations,
  };
}

/** Refuses what the state is told to have gone through, when it has no such parts. */
function checkConfiguration(
  { stateConfiguration = {}, context, mock }: TestStateInput,
  raw: JsonObject,
): void {
  const { errorCausedByState, mapItemReaderData } = stateConfiguration;
  if (errorCausedByState !== undefined && !hasStateInside(raw, errorCausedByState))
    refuse("The state that caused the error was not found in the state under test.");
  if (mapItemReaderData !== undefined && raw.ItemReader === undefined)
    refuse("TestState supports MapItemReaderData only for a Map state with an ItemReader.");
  if (context !== undefined && mock === undefined)
    refuse("TestState does not support Context when a mock is not specified.");
}

function errorMock(mock: TestStateInput["mock"]): Mock | undefined {
  if (mock?.errorOutput === undefined) return undefined;
  return { kind: "error", error: mock.errorOutput.error, cause: mock.errorOutput.cause };
}

function checkResult(text: string, { raw, mode }: { raw: JsonObject; mode: string }): Json {
  const result = parseJson(text);
  if (result === undefined) return refuse("Mocked result must be valid JSON");
  if (raw.Type === "Task") {
    if (mode !== "NONE") checkMockResult(String(raw.Resource), result, mode === "STRICT");
    return result;
  }
  if (raw.Type === "Map" && raw.ResultWriter !== undefined) return result;
  if (!Array.isArray(result)) return refuse("Mocked result must be an array.");
  if (raw.Type === "Parallel" && result.length !== (raw.Branches as readonly Json[]).length) {
    refuse("Mocked result must contain the same number of items as number of Parallel branches.");
  }
  return result;
}

function checkIterations(result: Json, failedIterations: number, raw: JsonObject): void {
  if (raw.ResultWriter !== undefined || !Array.isArray(result) || failedIterations <= result.length) return;
  refuse("Map iteration failure count must be less than or equal to the number of Map iterations");
}

function parseObject(text: string, name: string): JsonObject {
  const value = parseJson(text);
  if (isJsonObject(value)) return value;
  return refuse(`The ${name} must be a JSON object`);
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function refuse(message: string): never {
  throw new AwsError("ValidationException", message);
}
