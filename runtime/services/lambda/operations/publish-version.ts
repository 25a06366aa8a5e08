import type { FunctionConfiguration, PublishVersionRequest } from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { describeVersion } from "../configuration.ts";
import { resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";
import { checkRevision } from "../latest-version.ts";
import { type FunctionVersion, versionKey } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
export function publishVersion(lambda: Lambda): Operation<PublishVersionRequest, FunctionConfiguration> {
  return async (input) => {
    const { latest } = resolveFunction(lambda, input.FunctionName ?? "").fn;
    checkRevision(lambda, latest.name, input.RevisionId);
    if (input.CodeSha256 !== undefined && input.CodeSha256 !== latest.codeSha256) {
      throw new AwsError(
        "InvalidParameterValueException",
        `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${latest.codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const published = snapshotVersion(lambda, latest.name, input.Description ?? latest.description);
    return describeVersion(lambda, published, published.version);
  };
}

/** Freezes `$LATEST` as the next version; gives the last version again when nothing has changed since. */
export function snapshotVersion(
  { state, runtime }: Lambda,
  name: string,
  description: string,
): FunctionVersion {
  const fn = state.functions.get(name);
  if (fn === undefined)
    throw new AwsError("ResourceNotFoundException", `Function not found: ${name}`, { status: 404 });
  const last = state.versions.get(versionKey(name, String(fn.nextVersion - 1)));
  if (last !== undefined && settingsOf(last) === settingsOf(fn.latest)) return last;
  const version = String(fn.nextVersion);
  const revisionId = crypto.randomUUID();
  const published = { ...fn.latest, version, description, lastModifiedMs: runtime.clock.now(), revisionId };
  state.versions.put(versionKey(name, version), published);
  state.functions.put(name, { ...fn, nextVersion: fn.nextVersion + 1 });
  return published;
}

function settingsOf(version: FunctionVersion): string {
  return JSON.stringify({ ...version, version: "", description: "", lastModifiedMs: 0, revisionId: "" });
}
