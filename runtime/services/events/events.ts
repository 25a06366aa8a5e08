import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { DurableQueue } from "../../storage/durable-queue.ts";
import type { EventsState, PendingEvent, Rule, RuleTarget } from "./state.ts";

/** What the operations of EventBridge work with. */
export interface Events {
  readonly runtime: Runtime;
  readonly state: EventsState;
  readonly queue: DurableQueue<PendingEvent>;
}

/** Only the default bus is emulated; by name or by ARN. */
export function checkBus({ runtime }: Pick<Events, "runtime">, name: string | undefined): void {
  const arn = `arn:aws:events:${runtime.region}:${runtime.accountId}:event-bus/default`;
  if (name === undefined || name === "default" || name === arn) return;
  throw new AwsError(
    "ResourceNotFoundException",
    `Event bus ${name} does not exist. Only the default bus is emulated.`,
  );
}

export function findRule(events: Events, name: string | undefined, bus: string | undefined): Rule {
  checkBus(events, bus);
  const rule = events.state.rules.get(name ?? "");
  if (rule !== undefined) return rule;
  throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus default.`);
}

export function targetsOf({ state }: Pick<Events, "state">, rule: string): Iterable<RuleTarget> {
  return state.targets.values(`${rule}/`);
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
