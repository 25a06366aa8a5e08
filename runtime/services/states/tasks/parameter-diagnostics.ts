import { isJsonObject, type Json, type JsonObject } from "../../../asl/json.ts";
import { parseTaskResource } from "../../../asl/task-resource.ts";
import type { Diagnostic } from "../../../asl/validate/diagnostic.ts";
import { operationShapes } from "../../../protocol/shape.ts";
import { taskService } from "./task-services.ts";

/**
 * Parameters of tasks that the called action does not have, as far as its service is known here. Names are in Pascal
 * case, as https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html says.
 */
export function parameterDiagnostics(definition: Json, location = ""): Diagnostic[] {
  const states = isJsonObject(definition) ? definition.States : undefined;
  if (!isJsonObject(states)) return [];
  return Object.entries(states).flatMap(([name, state]) =>
    isJsonObject(state) ? stateDiagnostics(state, `${location}/States/${name}`) : [],
  );
}

function stateDiagnostics(state: JsonObject, location: string): Diagnostic[] {
  const branches = Array.isArray(state.Branches) ? state.Branches : [];
  return [
    ...branches.flatMap((branch, index) => parameterDiagnostics(branch, `${location}/Branches[${index}]`)),
    ...["ItemProcessor", "Iterator"].flatMap((name) =>
      parameterDiagnostics(state[name] ?? null, `${location}/${name}`),
    ),
    ...(state.Type === "Task" ? taskDiagnostics(state, location) : []),
  ];
}

function taskDiagnostics(state: JsonObject, location: string): Diagnostic[] {
  const known = typeof state.Resource === "string" ? parametersOf(state.Resource) : undefined;
  const member = state.Arguments === undefined ? "Parameters" : "Arguments";
  const given = state[member];
  if (known === undefined || !isJsonObject(given)) return [];
  const unknown = Object.keys(given).filter((name) => !known.has(name.replace(/\.\$$/, "")));
  return unknown.map((name) => ({
    severity: "ERROR",
    code: "SCHEMA_VALIDATION_FAILED",
    message: `The field '${name}' is not supported by Step Functions`,
    location: `${location}/${member}`,
  }));
}

/** The parameters of the action that a resource names; undefined when they are not known. */
function parametersOf(arn: string): ReadonlySet<string> | undefined {
  const resource = parseTaskResource(arn);
  if (resource?.kind !== "service") return undefined;
  const service = taskService(resource);
  const operation = resource.action.charAt(0).toUpperCase() + resource.action.slice(1);
  const shape = service === undefined ? undefined : operationShapes(service.sdk).get(operation);
  if (shape === undefined) return undefined;
  const names = Object.keys(shape.input.getMemberSchemas());
  return new Set(names.map((name) => name.charAt(0).toUpperCase() + name.slice(1)));
}
