import { type Static, Type } from "typebox";
import { ApplicationName, EnvironmentName, PinnedObject, VersionName } from "../schema/names.ts";
import { describeValue, type Problem } from "../schema/problem.ts";
import { compileParser, type Parsed } from "../schema/validate.ts";

/**
 * What a CI job publishes: which version of which application is to go where. It holds references only; artifact and
 * configuration (`repave.yaml`) lie in the encrypted artifacts bucket.
 */
export const ReleaseMessage = Type.Object(
  {
    schema: Type.Literal("repave.release/v1"),
    application: ApplicationName,
    environment: EnvironmentName,
    version: VersionName,
    artifact: PinnedObject,
    config: PinnedObject,
    requestedBy: Type.String({ minLength: 1, maxLength: 256, description: "1 to 256 characters" }),
    reason: Type.Optional(Type.String({ maxLength: 1024 })),
    commit: Type.Optional(
      Type.String({ pattern: "^[0-9a-f]{7,64}$", description: "a commit's hexadecimal id" }),
    ),
  },
  { $id: "repave.release/v1", additionalProperties: false },
);

export type ReleaseMessage = Static<typeof ReleaseMessage>;

const parseDocument = compileParser(ReleaseMessage);

/** Reads the text of a release message; lists everything that is wrong with it. */
export function parseReleaseMessage(text: string): Parsed<ReleaseMessage> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { valid: false, problems: [notJson(text)] };
  }
  return parseDocument(document);
}

function notJson(text: string): Problem {
  return { path: "", expected: "a JSON document", came: `text that is no JSON: ${describeValue(text)}` };
}
