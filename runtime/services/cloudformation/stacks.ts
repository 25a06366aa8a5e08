import { randomUUID } from "node:crypto";
import type { Runtime } from "../../kernel/service.ts";
import type { Collection } from "../../storage/store.ts";
import { createGate, type Gate } from "./deployment/gate.ts";
import type { ChangeSetRecord, ResourceRecord, StackEventRecord, StackRecord } from "./records.ts";
import { validationError } from "./template/validation-error.ts";

/** What the operations and deployments of this service share: the runtime, and the stacks as they are kept. */
export interface Stacks {
  readonly runtime: Runtime;
  readonly gate: Gate;
  readonly changeSets: Collection<ChangeSetRecord>;
  /** By name (the stack that is not deleted) or by id (any). */
  find(nameOrId: string): StackRecord | undefined;
  /** As `find`; refuses what does not exist in AWS's words. */
  get(nameOrId: string): StackRecord;
  all(): Iterable<StackRecord>;
  put(stack: StackRecord): StackRecord;
  resources(stackId: string): ResourceRecord[];
  resource(stackId: string, logicalId: string): ResourceRecord | undefined;
  putResource(stackId: string, resource: ResourceRecord): void;
  deleteResource(stackId: string, logicalId: string): void;
  addEvent(event: Omit<StackEventRecord, "eventId" | "timestampMs">): void;
  events(stackId: string): StackEventRecord[];
}

/** Opens the collections behind the stacks. */
export function openStacks(runtime: Runtime): Stacks {
  const stacks = runtime.store.collection<StackRecord>("cloudformation.stacks");
  const resources = runtime.store.collection<ResourceRecord>("cloudformation.resources");
  const events = runtime.store.collection<StackEventRecord>("cloudformation.events");
  let eventCount = 0;
  const find = (nameOrId: string) =>
    stacks.get(nameOrId) ??
    [...stacks.values()].find(({ name, status }) => name === nameOrId && status !== "DELETE_COMPLETE");
  return {
    runtime,
    gate: createGate(),
    changeSets: runtime.store.collection<ChangeSetRecord>("cloudformation.change-sets"),
    find,
    get(nameOrId) {
      const stack = find(nameOrId);
      if (stack === undefined) throw validationError(`Stack with id ${nameOrId} does not exist`);
      return stack;
    },
    all: () => stacks.values(),
    put(stack) {
      stacks.put(stack.stackId, stack);
      return stack;
    },
    resources: (stackId) => [...resources.values(`${stackId}|`)],
    resource: (stackId, logicalId) => resources.get(`${stackId}|${logicalId}`),
    putResource: (stackId, resource) => resources.put(`${stackId}|${resource.logicalId}`, resource),
    deleteResource: (stackId, logicalId) => resources.delete(`${stackId}|${logicalId}`),
    addEvent(event) {
      const timestampMs = runtime.clock.now();
      eventCount += 1;
      const key = `${String(timestampMs).padStart(15, "0")}-${String(eventCount).padStart(9, "0")}`;
      events.put(`${event.stackId}|${key}`, { ...event, eventId: randomUUID(), timestampMs });
    },
    events: (stackId) => [...events.values(`${stackId}|`)],
  };
}
