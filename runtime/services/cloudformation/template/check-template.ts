import { ownEntry } from "../../../kernel/own-entry.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { resourceTypes } from "../resource-types/all.ts";
import type { PropertyShape } from "../resource-types/resource-type.ts";
import { findCycle } from "./dependencies.ts";
import { isRecord } from "./parse-template.ts";
import { type Reference, referencesIn, soleEntry } from "./references.ts";
import type { ResourceDeclaration, Template } from "./template.ts";
import { validationError } from "./validation-error.ts";

const PSEUDO_PARAMETERS = new Set([
  ...["AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue", "AWS::Partition", "AWS::Region"],
  ...["AWS::StackId", "AWS::StackName", "AWS::URLSuffix"],
]);

/**
 * Refuses a template that could not be deployed, before anything is created: types and properties that are not
 * emulated (all of them, by name), references to nothing, and circles of resources.
 */
export function checkTemplate(template: Template): void {
  const problems = Object.entries(template.Resources).flatMap(([id, resource]) =>
    unsupportedIn(id, resource),
  );
  if (problems.length > 0)
    throw validationError(`Not emulated by the embedded AWS: ${[...new Set(problems)].join("; ")}.`);
  const unresolved = unresolvedReferences(template);
  if (unresolved.length > 0)
    throw validationError(
      `Template format error: Unresolved resource dependencies [${unresolved.join(", ")}] in the Resources block of the template`,
    );
  const cycle = findCycle(template);
  if (cycle) throw validationError(`Circular dependency between resources: [${cycle.join(", ")}]`);
}

/** Refuses a template with IAM resources that the deployer has not acknowledged. */
export function checkCapabilities(template: Template, given: readonly string[]): void {
  const needed = neededCapabilities(template);
  if (needed.length === 0 || given.includes("CAPABILITY_NAMED_IAM")) return;
  if (needed.includes("CAPABILITY_IAM") && given.includes("CAPABILITY_IAM")) return;
  throw new AwsError("InsufficientCapabilitiesException", `Requires capabilities : [${needed.join(", ")}]`);
}

/** `CAPABILITY_NAMED_IAM` for IAM resources with names of their own, else `CAPABILITY_IAM`, else nothing. */
export function neededCapabilities(template: Template): string[] {
  const iam = Object.values(template.Resources).filter(({ Type }) => Type.startsWith("AWS::IAM::"));
  if (iam.length === 0) return [];
  const names = ["RoleName", "InstanceProfileName"];
  const isNamed = iam.some(({ Properties = {} }) => names.some((name) => Object.hasOwn(Properties, name)));
  return [isNamed ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM"];
}

function unsupportedIn(id: string, { Type, Properties = {} }: ResourceDeclaration): string[] {
  const type = resourceTypes[Type];
  if (type === undefined) return [`resource type ${Type} (${id})`];
  const missing = type.required.filter((name) => !Object.hasOwn(Properties, name));
  if (missing.length > 0)
    throw validationError(`Resource ${id} of type ${Type} needs ${missing.join(", ")}.`);
  return unknownProperties(Properties, type.properties, "").map(
    (path) => `property ${path} of ${Type} (${id})`,
  );
}

/** Paths of what a shape does not know. What an intrinsic function will give is not looked into. */
function unknownProperties(value: unknown, shape: PropertyShape, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => unknownProperties(item, shape, path));
  if (!isRecord(value) || isIntrinsic(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const here = path === "" ? name : `${path}.${name}`;
    if (known === undefined) return [here];
    return known === true ? [] : unknownProperties(item, known, here);
  });
}

function isIntrinsic(value: Readonly<Record<string, unknown>>): boolean {
  const key = soleEntry(value)?.key;
  return key === "Ref" || key?.startsWith("Fn::") === true;
}

function unresolvedReferences(template: Template): string[] {
  const { Conditions, ...sections } = template;
  const found = referencesIn([sections.Resources, sections.Outputs, Conditions]);
  const bad = found.filter((reference) => !isKnown(reference, template)).map(describe);
  const dependencies = Object.values(template.Resources).flatMap(({ DependsOn = [] }) => DependsOn);
  const missing = dependencies.filter((id) => !Object.hasOwn(template.Resources, id));
  return [...new Set([...bad, ...missing])];
}

function isKnown({ name, attribute }: Reference, template: Template): boolean {
  const resource = Object.hasOwn(template.Resources, name) ? template.Resources[name] : undefined;
  if (attribute === undefined)
    return resource !== undefined || Object.hasOwn(template.Parameters, name) || PSEUDO_PARAMETERS.has(name);
  return (
    resource !== undefined && ownEntry(resourceTypes, resource.Type)?.attributes.includes(attribute) === true
  );
}

function describe({ name, attribute }: Reference): string {
  return attribute === undefined ? name : `${name}.${attribute}`;
}
