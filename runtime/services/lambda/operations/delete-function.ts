import type { DeleteFunctionRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";
import { versionKey } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html */
export function deleteFunction(lambda: Lambda): Operation<DeleteFunctionRequest, { StatusCode: number }> {
  return (input) => {
    const { version, qualifier } = resolveFunction(lambda, input.FunctionName ?? "", input.Qualifier);
    if (qualifier === undefined) deleteWhole(lambda, version.name);
    else deleteVersion(lambda, version.name, qualifier);
    return { StatusCode: 204 };
  };
}

function deleteWhole({ state }: Lambda, name: string): void {
  state.functions.delete(name);
  for (const collection of [state.versions, state.aliases, state.eventInvokeConfigs, state.policies]) {
    for (const [key] of [...collection.entries(`${name}:`)]) collection.delete(key);
  }
}

function deleteVersion({ state }: Lambda, name: string, version: string): void {
  if (!/^\d+$/.test(version)) {
    throw new AwsError(
      "InvalidParameterValueException",
      `Only a published version can be deleted; got ${version}.`,
    );
  }
  const alias = [...state.aliases.values(`${name}:`)].find((candidate) => candidate.version === version);
  if (alias !== undefined) {
    throw new AwsError(
      "ResourceConflictException",
      `Version ${version} is used by the alias ${alias.name}.`,
      {
        status: 409,
      },
    );
  }
  state.versions.delete(versionKey(name, version));
}
