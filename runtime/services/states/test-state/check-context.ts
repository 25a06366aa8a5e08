import { isJsonObject, type Json, type JsonObject } from "../../../asl/json.ts";
import { parseTaskResource } from "../../../asl/task-resource.ts";
import { AwsError } from "../../../protocol/aws-error.ts";

type FieldType = "string" | "number" | "any";

/** Members that a given context object may have. */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = {
  Execution: {
    Id: "string",
    Input: "any",
    Name: "string",
    RoleArn: "string",
    StartTime: "string",
    RedriveCount: "number",
    RedriveTime: "string",
  },
  State: { EnteredTime: "string", Name: "string", RetryCount: "number" },
  StateMachine: { Id: "string", Name: "string" },
  Task: { Token: "string" },
};

/** Refuses a context object that a state of this kind would not see. */
export function checkContext(context: JsonObject, raw: JsonObject): JsonObject {
  for (const [name, part] of Object.entries(context)) {
    if (name === "Map") refuse("'Map' field is not supported when mocking a Context object");
    const members = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
    if (members === undefined) return refuse(`Field '${name}' is not allowed`);
    if (name === "Task" && !waits(raw)) {
      refuse(
        "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
      );
    }
    if (!isJsonObject(part)) return refuse(`${name} must be an object`);
    for (const [member, value] of Object.entries(part))
      checkMember({ name, member, value, type: members[member] });
  }
  return context;
}

function checkMember({
  name,
  member,
  value,
  type,
}: {
  name: string;
  member: string;
  value: Json;
  type: FieldType | undefined;
}): void {
  if (type === undefined) refuse(`Field '${member}' is not allowed`);
  if (type !== "any" && typeof value !== type) refuse(`${name}.${member} must be a ${type}`);
}

function waits(raw: JsonObject): boolean {
  const resource = raw.Type === "Task" ? parseTaskResource(String(raw.Resource)) : undefined;
  return resource?.kind === "service" && resource.pattern !== "requestResponse";
}

function refuse(message: string): never {
  throw new AwsError("ValidationException", `Invalid Context object provided: ${message}`);
}
