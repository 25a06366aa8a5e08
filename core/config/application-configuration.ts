import { type Static, Type } from "typebox";
import { parseDocument, type YAMLError } from "yaml";
import { ApplicationName } from "../schema/names.ts";
import type { Problem } from "../schema/problem.ts";
import { compileParser, type Parsed } from "../schema/validate.ts";
import { concealsSecrets } from "./conceals-secrets.ts";
import * as sections from "./sections.ts";

const closed = { additionalProperties: false } as const;

/** What any layer of configuration may say of a release: every section, and in it every member, can be left out. */
export const ConfigurationLayer = Type.Object(
  {
    run: Type.Optional(Type.Partial(sections.Run, closed)),
    health: Type.Optional(Type.Partial(sections.Health, closed)),
    capacity: Type.Optional(Type.Partial(sections.Capacity, closed)),
    files: Type.Optional(sections.Files),
    smokeTest: Type.Optional(sections.SmokeTest),
    validation: Type.Optional(Type.Partial(sections.Validation, closed)),
    logs: Type.Optional(Type.Partial(sections.Logs, closed)),
    permissions: Type.Optional(sections.Permissions),
    shift: Type.Optional(Type.Partial(sections.Shift, closed)),
  },
  closed,
);

export type ConfigurationLayer = Static<typeof ConfigurationLayer>;

export const TeamName = Type.String({
  pattern: "^[a-z][a-z0-9-]{0,62}$",
  description: "a lower-case letter, then up to 62 lower-case letters, digits or hyphens",
});

/** A team's `repave.yaml`: one layer for all environments, and one more for each environment that differs. */
export const ApplicationConfiguration = Type.Object(
  {
    application: ApplicationName,
    team: TeamName,
    artifact: Type.Optional(sections.Artifact),
    ...ConfigurationLayer.properties,
    environments: Type.Optional(
      Type.Record(Type.String({ pattern: "^[a-z][a-z0-9-]{0,15}$" }), ConfigurationLayer, closed),
    ),
  },
  { $id: "repave.application/v1", ...closed },
);

export type ApplicationConfiguration = Static<typeof ApplicationConfiguration>;

const parseValue = compileParser(ApplicationConfiguration, concealsSecrets);

/** Reads the text of a `repave.yaml`; lists everything that is wrong with it and quotes nothing that may be secret. */
export function parseApplicationConfiguration(text: string): Parsed<ApplicationConfiguration> {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0)
    return { valid: false, problems: document.errors.map((error) => unreadable(error, text)) };
  try {
    return parseValue(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { valid: false, problems: [{ path: "", expected: "at most 100 aliases", came: "more" }] };
  }
}

function unreadable(error: YAMLError, text: string): Problem {
  const line = text.slice(0, error.pos[0]).split("\n").length;
  const what = error.code === "DUPLICATE_KEY" ? "the same key twice" : error.code;
  return { path: "", expected: "a YAML document", came: `${what} on line ${line}` };
}
