import { type CollectionTag, isMap, isScalar, isSeq, parseDocument, type ScalarTag, type Tags } from "yaml";
import type { Template } from "./template.ts";
import { validationError } from "./validation-error.ts";

const SECTIONS = new Set(["Parameters", "Mappings", "Conditions", "Resources", "Outputs"]);
const IGNORED_SECTIONS = new Set(["AWSTemplateFormatVersion", "Description", "Metadata"]);
const RESOURCE_ATTRIBUTES = new Set([
  ...["Type", "Properties", "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata"],
]);

/** YAML's short forms of the intrinsic functions; `!Ref` and `!Condition` are the two without `Fn::`. */
const SHORT_FORMS = [
  ...["And", "Base64", "Cidr", "Equals", "FindInMap", "GetAZs", "If", "ImportValue", "Join", "Not", "Or"],
  ...["Select", "Split", "Sub", "Transform", "GetAtt", "Ref", "Condition"],
] as const;

/** Reads a template in JSON or YAML. Refuses, by name, sections and resource attributes that are not emulated. */
export function parseTemplate(text: string): Template {
  const value = readDocument(text);
  if (!isRecord(value))
    throw validationError("Template format error: the template is no mapping of sections.");
  refuseUnknownSections(value);
  const resources = value.Resources;
  if (!isRecord(resources) || Object.keys(resources).length === 0)
    throw validationError("Template format error: At least one Resources member must be defined.");
  for (const [id, resource] of Object.entries(resources)) checkResource(id, resource);
  const empty = { Parameters: {}, Mappings: {}, Conditions: {}, Outputs: {} };
  return { ...empty, ...(value as unknown as Template) };
}

function readDocument(text: string): unknown {
  if (text.trimStart().startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw validationError(
        `Template format error: JSON not well-formed. ${(error as Error).message}`,
        error,
      );
    }
  }
  const document = parseDocument(text, {
    customTags: (tags) => [...tags, ...shortFormTags()],
    version: "1.1",
  });
  const [problem] = document.errors;
  if (problem)
    throw validationError(`Template format error: YAML not well-formed. ${problem.message}`, problem);
  return document.toJS();
}

function refuseUnknownSections(template: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(template).filter((name) => !SECTIONS.has(name) && !IGNORED_SECTIONS.has(name));
  if (unknown.length === 0) return;
  throw validationError(`Not emulated by the embedded AWS: template sections ${unknown.join(", ")}.`);
}

function checkResource(id: string, resource: unknown): void {
  if (!/^[A-Za-z0-9]{1,255}$/.test(id))
    throw validationError(`Template format error: Resource name ${id} is non alphanumeric.`);
  if (!isRecord(resource) || typeof resource.Type !== "string")
    throw validationError(`Template format error: [/Resources/${id}] Every resource needs a Type.`);
  const unknown = Object.keys(resource).filter((name) => !RESOURCE_ATTRIBUTES.has(name));
  if (unknown.length > 0)
    throw validationError(`Not emulated by the embedded AWS: ${unknown.join(", ")} of resource ${id}.`);
}

/** Each short form becomes its long form: `!Sub text` is `{"Fn::Sub": "text"}`. */
function shortFormTags(): Tags {
  return SHORT_FORMS.flatMap((name) => {
    const key = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
    const scalar: ScalarTag = { tag: `!${name}`, resolve: (text) => ({ [key]: scalarArgument(name, text) }) };
    const collection = (kind: "map" | "seq"): CollectionTag => ({
      tag: `!${name}`,
      collection: kind,
      resolve: (node) => ({ [key]: plain(node) }),
    });
    return [scalar, collection("map"), collection("seq")];
  });
}

function scalarArgument(name: string, text: string): unknown {
  if (name !== "GetAtt") return text;
  const dot = text.indexOf(".");
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function plain(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(plain);
  if (isMap(node))
    return Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)]));
  return node;
}

/** Whether a value is a mapping (no list, no scalar). */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
