import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { FunctionVersion, LambdaFunction, LambdaState } from "./state.ts";
import { versionKey } from "./state.ts";

/** A function as a request names it: by name, by ARN or partial ARN, each with or without a qualifier. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

const REFERENCE =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:[a-z]{2}[a-z-]*-\d:)?(?:\d{12}:)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

export function parseReference(text: string, qualifier?: string): FunctionReference {
  const match = REFERENCE.exec(text);
  if (match?.[1] === undefined || match[1].length > 140) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${REFERENCE.source}`,
    );
  }
  if (match[2] !== undefined && qualifier !== undefined && match[2] !== qualifier) {
    throw new AwsError(
      "InvalidParameterValueException",
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  }
  return { name: match[1], qualifier: qualifier ?? match[2] };
}

/** What a reference means: the version to run and the ARN it was asked for by. */
export interface ResolvedFunction {
  readonly fn: LambdaFunction;
  readonly version: FunctionVersion;
  readonly qualifier: string | undefined;
  readonly arn: string;
}

/** Follows name, version and alias; throws ResourceNotFoundException with the ARN that was not found. */
export function resolveFunction(
  lambda: Readonly<{ runtime: Runtime; state: LambdaState }>,
  text: string,
  givenQualifier?: string,
): ResolvedFunction {
  const { name, qualifier } = parseReference(text, givenQualifier);
  const arn = functionArn(lambda.runtime, name, qualifier);
  const fn = lambda.state.functions.get(name);
  const version = fn === undefined ? undefined : findVersion(lambda.state, fn, qualifier);
  if (fn === undefined || version === undefined) {
    throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, {
      status: 404,
      details: { Type: "User" },
    });
  }
  return { fn, version, qualifier, arn };
}

function findVersion(state: LambdaState, fn: LambdaFunction, qualifier: string | undefined) {
  if (qualifier === undefined || qualifier === "$LATEST") return fn.latest;
  const { name } = fn.latest;
  const alias = state.aliases.get(`${name}:${qualifier}`);
  const wanted = alias?.version ?? qualifier;
  return wanted === "$LATEST" ? fn.latest : state.versions.get(versionKey(name, wanted));
}

export function functionArn(runtime: Runtime, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${runtime.region}:${runtime.accountId}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
